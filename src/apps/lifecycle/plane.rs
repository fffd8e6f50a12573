//! What this room does with the cluster; tests put a recording one in its place.

use serde_json::Value;

use crate::cluster::{Cluster, ClusterError, Node, Resource, Selection, WorkloadStatus};

/// The cluster, as far as apps need it.
#[async_trait::async_trait]
pub trait Plane: Send + Sync + 'static {
    /// Server-side apply; answers what is there then.
    async fn apply(&self, object: &Value) -> Result<Value, ClusterError>;
    /// Deletes; what is not there is no error.
    async fn delete(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Result<(), ClusterError>;
    /// The object of that name, if it is there.
    async fn get(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Value>, ClusterError>;
    /// All objects of a selection.
    async fn list(&self, selection: &Selection) -> Result<Vec<Value>, ClusterError>;
    /// How the workloads of a namespace fare.
    async fn workloads(&self, namespace: &str) -> Result<WorkloadStatus, ClusterError>;
    /// The servers.
    async fn nodes(&self) -> Result<Vec<Node>, ClusterError>;
}

#[async_trait::async_trait]
impl Plane for Cluster {
    async fn apply(&self, object: &Value) -> Result<Value, ClusterError> {
        Self::apply(self, object).await
    }

    async fn delete(&self, resource: &Resource, namespace: Option<&str>, name: &str) -> Result<(), ClusterError> {
        Self::delete(self, resource, namespace, name).await.map(|_| ())
    }

    async fn get(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Value>, ClusterError> {
        Self::get(self, resource, namespace, name).await
    }

    async fn list(&self, selection: &Selection) -> Result<Vec<Value>, ClusterError> {
        Self::list(self, selection).await
    }

    async fn workloads(&self, namespace: &str) -> Result<WorkloadStatus, ClusterError> {
        super::workloads::status(self, namespace).await
    }

    async fn nodes(&self) -> Result<Vec<Node>, ClusterError> {
        let nodes = Self::list(self, &Selection::all(Resource::of("v1", "Node"))).await?;
        Ok(nodes.iter().map(Node::of_object).collect())
    }
}
