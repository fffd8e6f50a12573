//! The K3s release that this binary was made for, by SHA-256.

/// A processor that K3s and we are built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// x86-64.
    Amd64,
    /// 64-bit ARM.
    Arm64,
}

impl Architecture {
    /// From the kernel's name (`uname -m`).
    pub fn from_machine(machine: &str) -> Option<Self> {
        match machine {
            "x86_64" => Some(Self::Amd64),
            "aarch64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// The name in file names of releases.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }
}

/// A K3s release for one architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// Its version.
    pub version: &'static str,
    /// Folder of its files.
    pub folder: &'static str,
    /// File name of the binary.
    pub binary: &'static str,
    /// SHA-256 of the binary.
    pub binary_sha256: &'static str,
    /// File name of the image archive.
    pub images: &'static str,
    /// SHA-256 of the image archive.
    pub images_sha256: &'static str,
}

const VERSION: &str = "v1.36.4+k3s1";
const FOLDER: &str = "https://github.com/k3s-io/k3s/releases/download/v1.36.4%2Bk3s1/";

/// The pinned release. Each hash stands in at least two independent public repositories.
pub fn release(architecture: Architecture) -> Release {
    match architecture {
        Architecture::Amd64 => Release {
            version: VERSION,
            folder: FOLDER,
            binary: "k3s",
            binary_sha256: "835873f37245fc615f547a2fe2af9402a347875f13fa64a1f136de644955ea3f",
            images: "k3s-airgap-images-amd64.tar.zst",
            images_sha256: "9024613e2d468c51ba0e5ba21898604c41339354449fb3338cc6a7931189eb6a",
        },
        Architecture::Arm64 => Release {
            version: VERSION,
            folder: FOLDER,
            binary: "k3s-arm64",
            binary_sha256: "c920706346d5ad4e5cd3c7bf1bb09ce71ebe07fec829e513e40f1caf98aed8bb",
            images: "k3s-airgap-images-arm64.tar.zst",
            images_sha256: "9d3c4c2197bcf857ca17633aa393bad683cc982ddd408620f93036a3cca953b5",
        },
    }
}
