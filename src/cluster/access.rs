//! How to reach the cluster and as whom.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kube::Config;
use kube::config::{AuthInfo, KubeConfigOptions, Kubeconfig};

use super::ClusterError;

/// Connections are made on the local network: who needs longer is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Where the cluster is and as whom we speak.
#[derive(Debug, Clone)]
pub enum KubeAccess {
    /// A kubeconfig file: root's `/etc/rancher/k3s/k3s.yaml`, or the one of our own account.
    Kubeconfig(PathBuf),
    /// Servers and keys one by one.
    Servers {
        /// `https://host:port` each, the preferred one first.
        servers: Vec<String>,
        /// File with the cluster's authority (PEM); `None` for plain HTTP.
        authority: Option<PathBuf>,
        /// As whom.
        credential: Credential,
    },
}

/// As whom we speak to the cluster.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Nobody (tests).
    None,
    /// A bearer token in a file, read again when it changes.
    TokenFile(PathBuf),
    /// A client certificate and its key (PEM files).
    Certificate {
        /// Certificate chain.
        certificate: PathBuf,
        /// Private key.
        key: PathBuf,
    },
}

impl KubeAccess {
    /// One configuration per server.
    pub(super) async fn configs(&self) -> Result<Vec<Config>, ClusterError> {
        let mut configs = match self {
            Self::Kubeconfig(path) => vec![kubeconfig(path).await?],
            Self::Servers { servers, authority, credential } => {
                let root_cert = match authority {
                    Some(path) => Some(authorities(path).await?),
                    None => None,
                };
                let auth_info = credential.auth_info();
                let config = |server: &String| {
                    let mut config = Config::new(server.parse().map_err(|error| bad(server, error))?);
                    config.root_cert.clone_from(&root_cert);
                    config.auth_info.clone_from(&auth_info);
                    Ok::<_, ClusterError>(config)
                };
                servers.iter().map(config).collect::<Result<_, _>>()?
            }
        };
        for config in &mut configs {
            config.connect_timeout = Some(CONNECT_TIMEOUT);
            config.default_retry = false; // a retry goes to the next server
        }
        if configs.is_empty() { Err(ClusterError::Access("no server given".into())) } else { Ok(configs) }
    }
}

impl Credential {
    fn auth_info(&self) -> AuthInfo {
        let text = |path: &Path| Some(path.to_string_lossy().into_owned());
        match self {
            Self::None => AuthInfo::default(),
            Self::TokenFile(path) => AuthInfo { token_file: text(path), ..AuthInfo::default() },
            Self::Certificate { certificate, key } => {
                AuthInfo { client_certificate: text(certificate), client_key: text(key), ..AuthInfo::default() }
            }
        }
    }
}

async fn kubeconfig(path: &Path) -> Result<Config, ClusterError> {
    let text = tokio::fs::read_to_string(path).await.map_err(|error| bad(path.display(), error))?;
    let mut parsed = Kubeconfig::from_yaml(&text).map_err(|error| bad(path.display(), error))?;
    // Paths inside are relative to the file.
    for info in parsed.auth_infos.iter_mut().filter_map(|named| named.auth_info.as_mut()) {
        for file in [&mut info.client_certificate, &mut info.client_key, &mut info.token_file].into_iter().flatten() {
            *file = beside(path, file);
        }
    }
    for cluster in parsed.clusters.iter_mut().filter_map(|named| named.cluster.as_mut()) {
        if let Some(file) = &mut cluster.certificate_authority {
            *file = beside(path, file);
        }
    }
    Config::from_custom_kubeconfig(parsed, &KubeConfigOptions::default())
        .await
        .map_err(|error| bad(path.display(), error))
}

fn beside(kubeconfig: &Path, file: &str) -> String {
    let folder = kubeconfig.parent().unwrap_or(Path::new("/"));
    folder.join(file).to_string_lossy().into_owned()
}

async fn authorities(path: &Path) -> Result<Vec<Vec<u8>>, ClusterError> {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject as _;

    let text = tokio::fs::read(path).await.map_err(|error| bad(path.display(), error))?;
    CertificateDer::pem_slice_iter(&text)
        .map(|certificate| certificate.map(|der| der.to_vec()).map_err(|error| bad(path.display(), error)))
        .collect()
}

fn bad(what: impl std::fmt::Display, error: impl std::fmt::Display) -> ClusterError {
    ClusterError::Access(format!("{what}: {error}"))
}
