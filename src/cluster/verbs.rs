//! What can be done with objects: get, list, create, replace, apply, delete, wait.

use std::time::Duration;

use kube::core::Request;
use kube::core::params::{DeleteParams, GetParams, ListParams, Patch, PatchParams, PostParams, Preconditions};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::servers::TRY;
use super::{Cluster, ClusterError, FIELD_MANAGER, Resource, Selection, object};

/// Objects per page of a list.
const PAGE: u32 = 500;
/// A page of a long list may take longer than a write.
const LIST_LIMIT: Duration = Duration::from_secs(10);

/// What must hold for a delete.
#[derive(Debug, Clone, Copy, Default)]
pub struct Precondition<'a> {
    /// The object still has this `resourceVersion`.
    pub version: Option<&'a str>,
    /// It is this very object.
    pub uid: Option<&'a str>,
}

impl Cluster {
    /// The object of that name; `None` if it is not there.
    pub async fn get(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Value>, ClusterError> {
        let request = Request::new(resource.path(namespace)).get(name, &GetParams::default())?;
        match self.servers.send(request, TRY, true).await {
            Err(ClusterError::NotFound(_)) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// All objects of a selection.
    pub async fn list(&self, selection: &Selection) -> Result<Vec<Value>, ClusterError> {
        Ok(self.list_with_version(selection).await?.0)
    }

    /// The same, with the version at which the list was true: a watch can go on from there.
    pub async fn list_with_version(&self, selection: &Selection) -> Result<(Vec<Value>, String), ClusterError> {
        let (mut objects, mut page) = (Vec::new(), None);
        loop {
            let answer = self.page(selection, PAGE, page.as_deref()).await?;
            let version = object::version(&answer).to_owned();
            page = answer.pointer("/metadata/continue").and_then(Value::as_str).map(str::to_owned);
            if let Value::Object(mut fields) = answer
                && let Some(Value::Array(items)) = fields.remove("items")
            {
                objects.extend(items);
            }
            if page.as_deref().is_none_or(str::is_empty) {
                return Ok((objects, version));
            }
        }
    }

    /// The version that the cluster has reached, with next to nothing read.
    pub(super) async fn version_of(&self, selection: &Selection) -> Result<String, ClusterError> {
        Ok(object::version(&self.page(selection, 1, None).await?).to_owned())
    }

    async fn page(&self, selection: &Selection, limit: u32, page: Option<&str>) -> Result<Value, ClusterError> {
        let params =
            ListParams { limit: Some(limit), continue_token: page.map(str::to_owned), ..list_params(selection) };
        self.servers.send(Request::new(selection.path()).list(&params)?, LIST_LIMIT, true).await
    }

    /// Creates an object under the name that it carries: one try, 2–3 s. Whoever repeats it after
    /// `maybe_done` must find out whether the object there is theirs.
    pub async fn create(&self, resource: &Resource, value: &Value) -> Result<Value, ClusterError> {
        let request = Request::new(resource.path_of(value)).create(&post_params(), bytes(value)?)?;
        self.servers.send_once(request, TRY).await
    }

    /// Replaces an object; a `metadata.resourceVersion` in it is the precondition. One try.
    pub async fn replace(&self, resource: &Resource, value: &Value) -> Result<Value, ClusterError> {
        let request =
            Request::new(resource.path_of(value)).replace(object::name(value), &post_params(), bytes(value)?)?;
        self.servers.send_once(request, TRY).await
    }

    /// Server-side apply with our field manager; fields of others stay, ours win.
    pub async fn apply(&self, value: &Value) -> Result<Value, ClusterError> {
        self.apply_as(&Resource::of_object(value), value).await
    }

    /// The same for a kind whose plural follows no rule.
    pub async fn apply_as(&self, resource: &Resource, value: &Value) -> Result<Value, ClusterError> {
        let request = Request::new(resource.path_of(value)).patch(
            object::name(value),
            &PatchParams::apply(FIELD_MANAGER).force(),
            &Patch::Apply(value),
        )?;
        self.servers.send(request, TRY * 2, true).await
    }

    /// Merges `patch` into an object (JSON merge patch).
    pub async fn merge(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        name: &str,
        patch: &Value,
    ) -> Result<Value, ClusterError> {
        let params = PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        let request = Request::new(resource.path(namespace)).patch(name, &params, &Patch::Merge(patch))?;
        self.servers.send(request, TRY, true).await
    }

    /// Deletes an object and, in the background, what it owns. `false` if it was not there.
    pub async fn delete(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Result<bool, ClusterError> {
        let request = Request::new(resource.path(namespace)).delete(name, &DeleteParams::background())?;
        match self.servers.send(request, TRY, true).await {
            Err(ClusterError::NotFound(_)) => Ok(false),
            answer => answer.map(|_| true),
        }
    }

    /// Deletes an object if the precondition holds: one try. Answers what the API server said.
    pub async fn delete_if(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        name: &str,
        precondition: Precondition<'_>,
    ) -> Result<Value, ClusterError> {
        let preconditions = Preconditions {
            resource_version: precondition.version.map(str::to_owned),
            uid: precondition.uid.filter(|uid| !uid.is_empty()).map(str::to_owned),
        };
        let params = DeleteParams { preconditions: Some(preconditions), ..DeleteParams::background() };
        let request = Request::new(resource.path(namespace)).delete(name, &params)?;
        self.servers.send_once(request, TRY).await
    }

    /// Waits until the object is gone, finalizers included; `false` if it is still there after `limit`.
    pub async fn wait_deleted(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        name: &str,
        limit: Duration,
    ) -> Result<bool, ClusterError> {
        let until = Instant::now() + limit;
        loop {
            match self.get(resource, namespace, name).await {
                Ok(None) => return Ok(true),
                Ok(Some(_)) => {}
                Err(error) if error.is_unreachable() => {}
                Err(error) => return Err(error),
            }
            if Instant::now() >= until {
                return Ok(false);
            }
            sleep(Duration::from_millis(500)).await;
        }
    }

    /// The version of the API server, such as `v1.36.4+k3s1`.
    pub async fn server_version(&self) -> Result<String, ClusterError> {
        let request = http::Request::get("/version").body(Vec::new());
        let request = request.map_err(|error| ClusterError::Access(error.to_string()))?;
        let answer = self.servers.send(request, TRY, true).await?;
        Ok(object::text_at(&answer, "/gitVersion").to_owned())
    }
}

fn list_params(selection: &Selection) -> ListParams {
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    ListParams {
        label_selector: some(&selection.labels),
        field_selector: some(&selection.fields),
        ..ListParams::default()
    }
}

fn post_params() -> PostParams {
    PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PostParams::default() }
}

fn bytes(value: &Value) -> Result<Vec<u8>, ClusterError> {
    serde_json::to_vec(value).map_err(|error| ClusterError::Refused {
        code: 0,
        reason: "Invalid".into(),
        message: error.to_string(),
    })
}
