//! What this room does with the cluster; tests put a recording one in its place.

use serde_json::Value;

use crate::cluster::{Cluster, ClusterError, Node, Resource, Selection, WorkloadStatus};

/// What the cluster answers.
pub type Answer<T> = Result<T, ClusterError>;

/// The cluster, as far as apps need it.
#[async_trait::async_trait]
pub trait Plane: Send + Sync + 'static {
    /// Server-side apply; answers what is there then.
    async fn apply(&self, object: &Value) -> Answer<Value>;
    /// Deletes; what is not there is no error.
    async fn delete(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Answer<()>;
    /// The object of that name, if it is there.
    async fn get(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Answer<Option<Value>>;
    /// All objects of a selection.
    async fn list(&self, selection: &Selection) -> Answer<Vec<Value>>;
    /// How the workloads of a namespace fare.
    async fn workloads(&self, namespace: &str) -> Answer<WorkloadStatus>;
    /// The servers.
    async fn nodes(&self) -> Answer<Vec<Node>>;
}

#[async_trait::async_trait]
impl Plane for Cluster {
    async fn apply(&self, object: &Value) -> Answer<Value> {
        Self::apply(self, object).await
    }

    async fn delete(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Answer<()> {
        Self::delete(self, resource, namespace, name).await.map(|_| ())
    }

    async fn get(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Answer<Option<Value>> {
        Self::get(self, resource, namespace, name).await
    }

    async fn list(&self, selection: &Selection) -> Answer<Vec<Value>> {
        Self::list(self, selection).await
    }

    async fn workloads(&self, namespace: &str) -> Answer<WorkloadStatus> {
        super::workloads::status(self, namespace).await
    }

    async fn nodes(&self) -> Answer<Vec<Node>> {
        let nodes = Self::list(self, &Selection::all(Resource::of("v1", "Node"))).await?;
        Ok(nodes.iter().map(Node::of_object).collect())
    }
}
