use super::*;

fn guard(allow: &[&str]) -> GuardedFetch {
    GuardedFetch {
        site: Arc::new(|| Arc::new(Site::new("cloud.example.org"))),
        hosts: None,
        allow: allow.iter().map(|network| network.parse().unwrap()).collect(),
        authorities: String::new(),
        own: Arc::new(|| Box::pin(async { None })),
    }
}

async fn judged(guard: &GuardedFetch, uri: &str) -> Result<Vec<SocketAddr>, String> {
    guard.judge(&Url::parse(uri).unwrap()).await
}

#[tokio::test]
async fn internal_addresses_are_not_reached_however_they_are_written() {
    let guard = guard(&[]);
    for uri in [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[ff02::1]/",
        "https://[2001:db8::1]/",
        "https://localhost/",
    ] {
        let refused = judged(&guard, uri).await.unwrap_err();
        assert!(refused.contains("internal") || refused.contains("address"), "{uri}: {refused}");
    }
}

#[tokio::test]
async fn public_addresses_are_reached_over_https_only() {
    let guard = guard(&[]);
    assert_eq!(judged(&guard, "https://9.9.9.9/jwks").await.unwrap(), ["9.9.9.9:443".parse().unwrap()]);
    assert_eq!(judged(&guard, "https://[2620:fe::fe]:8443/").await.unwrap().len(), 1);
    for uri in ["http://9.9.9.9/", "ftp://9.9.9.9/", "file:///etc/passwd"] {
        assert!(judged(&guard, uri).await.is_err(), "{uri}");
    }
}

#[tokio::test]
async fn a_listed_network_is_reached_and_its_neighbour_is_not() {
    let guard = guard(&["10.20.0.0/16", "127.0.0.1"]);
    assert!(judged(&guard, "https://10.20.3.4/").await.is_ok());
    assert!(judged(&guard, "https://10.21.3.4/").await.is_err());
    assert!(judged(&guard, "https://127.0.0.1:8443/").await.is_ok());
}

#[tokio::test]
async fn a_host_of_this_cloud_goes_to_the_own_gateway_and_to_no_other_port() {
    let guard = guard(&[]);
    let gateway: SocketAddr = "127.0.0.1:443".parse().unwrap();
    assert_eq!(judged(&guard, "https://rss.cloud.example.org/jwks").await.unwrap(), [gateway]);
    assert!(judged(&guard, "https://rss.cloud.example.org:7443/").await.is_err());
    assert!(judged(&guard, "http://rss.cloud.example.org/").await.is_err());
    assert!(judged(&guard, "https://evilcloud.example.org:1/").await.is_err());
}

#[tokio::test]
async fn a_laptop_reaches_its_own_programs_over_plain_http_and_nothing_else_inside() {
    let laptop = GuardedFetch { site: Arc::new(|| Arc::new(Site::laptop(8080))), ..guard(&[]) };
    assert!(judged(&laptop, "http://127.0.0.1:3000/back").await.is_ok());
    assert!(judged(&laptop, "http://notes.unidash.localhost:8080/").await.is_ok());
    assert!(judged(&laptop, "http://10.0.0.1/").await.is_err());
    assert!(judged(&laptop, "http://9.9.9.9/").await.is_err());
    assert!(judged(&guard(&[]), "http://127.0.0.1:3000/back").await.is_err(), "a server does not");
}

#[tokio::test]
async fn a_host_of_this_cloud_is_found_at_every_gateway() {
    struct Two;
    impl OwnHosts for Two {
        fn find(&self, _: &str) -> Vec<SocketAddr> {
            ["127.0.0.1:8443", "10.0.0.2:8443"].map(|address| address.parse().unwrap()).into()
        }
    }
    let guard = GuardedFetch { hosts: Some(Arc::new(Two)), ..guard(&[]) };
    assert_eq!(judged(&guard, "https://rss.cloud.example.org/jwks").await.unwrap().len(), 2);
}
