// A small crictl: enough to look at a node and to clear it. The
// distribution's own crictl is used where there is one.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func runCrictl(args []string) error {
	if _, err := findTool("crictl"); err == nil {
		return execTool("crictl", append([]string{"--runtime-endpoint", "unix://" + containerdSock}, args...))
	}
	flags, words := map[string]bool{}, []string{}
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			flags[strings.TrimLeft(a, "-")] = true
		} else {
			words = append(words, a)
		}
	}
	if len(words) == 0 {
		return fmt.Errorf("crictl: version, info, pods, ps [-a], images [-q], stop, rm, stopp, rmp, rmi")
	}
	conn, err := grpc.NewClient("unix://"+containerdSock, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, img := cri.NewRuntimeServiceClient(conn), cri.NewImageServiceClient(conn)
	quiet := flags["q"] || flags["quiet"]
	rows := [][]string{}
	switch cmd, ids := words[0], words[1:]; cmd {
	case "version", "info":
		v, err := r.Version(ctx, &cri.VersionRequest{})
		if err != nil {
			return err
		}
		fmt.Printf("RuntimeName:  %s\nRuntimeVersion:  %s\nRuntimeApiVersion:  %s\n", v.RuntimeName, v.RuntimeVersion, v.RuntimeApiVersion)
		return nil
	case "pods":
		list, err := r.ListPodSandbox(ctx, &cri.ListPodSandboxRequest{})
		if err != nil {
			return err
		}
		rows = append(rows, []string{"POD ID", "STATE", "NAME", "NAMESPACE", "ATTEMPT"})
		for _, p := range list.Items {
			state := strings.TrimPrefix(p.State.String(), "SANDBOX_")
			rows = append(rows, []string{p.Id, state, p.Metadata.Name, p.Metadata.Namespace, fmt.Sprint(p.Metadata.Attempt)})
		}
	case "ps":
		list, err := r.ListContainers(ctx, &cri.ListContainersRequest{})
		if err != nil {
			return err
		}
		rows = append(rows, []string{"CONTAINER", "STATE", "NAME", "POD ID", "IMAGE"})
		for _, c := range list.Containers {
			if c.State == cri.ContainerState_CONTAINER_RUNNING || flags["a"] || flags["all"] {
				state := strings.TrimPrefix(c.State.String(), "CONTAINER_")
				rows = append(rows, []string{c.Id, state, c.Metadata.Name, c.PodSandboxId, c.Image.Image})
			}
		}
	case "images":
		list, err := img.ListImages(ctx, &cri.ListImagesRequest{})
		if err != nil {
			return err
		}
		rows = append(rows, []string{"IMAGE ID", "SIZE", "TAGS"})
		for _, i := range list.Images {
			rows = append(rows, []string{i.Id, fmt.Sprint(i.Size), strings.Join(i.RepoTags, " ")})
		}
	default:
		return each(ids, func(id string) (err error) {
			switch cmd {
			case "stop":
				_, err = r.StopContainer(ctx, &cri.StopContainerRequest{ContainerId: id})
			case "rm":
				_, err = r.RemoveContainer(ctx, &cri.RemoveContainerRequest{ContainerId: id})
			case "stopp":
				_, err = r.StopPodSandbox(ctx, &cri.StopPodSandboxRequest{PodSandboxId: id})
			case "rmp":
				if _, err = r.StopPodSandbox(ctx, &cri.StopPodSandboxRequest{PodSandboxId: id}); err == nil {
					_, err = r.RemovePodSandbox(ctx, &cri.RemovePodSandboxRequest{PodSandboxId: id})
				}
			case "rmi":
				_, err = img.RemoveImage(ctx, &cri.RemoveImageRequest{Image: &cri.ImageSpec{Image: id}})
			default:
				err = fmt.Errorf("crictl %s: not shipped here", cmd)
			}
			return err
		})
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 3, ' ', 0)
	defer w.Flush()
	for i, row := range rows {
		switch {
		case !quiet:
			fmt.Fprintln(w, strings.Join(row, "\t"))
		case i > 0:
			fmt.Fprintln(w, row[0])
		}
	}
	return nil
}

func each(ids []string, do func(string) error) error {
	if len(ids) == 0 {
		return do("")
	}
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
		fmt.Println(id)
	}
	return nil
}
