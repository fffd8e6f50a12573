use std::sync::Arc;
use std::sync::Mutex;

use super::*;

const TABLE: &[&str] = &["CREATE TABLE t (x INTEGER UNIQUE, filler BLOB) STRICT"];

async fn open(path: Option<&Path>) -> Arc<Local> {
    Arc::new(Local::open(path, Durability::Full, TABLE).await.unwrap())
}

async fn insert(local: &Local, x: i64, bytes: i64) -> Result<(), StateError> {
    local
        .write(
            move |connection| {
                connection.execute("INSERT INTO t VALUES (?, zeroblob(?))", [x, bytes])?;
                Ok(())
            },
            |()| {},
        )
        .await
}

async fn count(local: &Local) -> i64 {
    local.read(|connection| Ok(connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)).await.unwrap()
}

#[tokio::test]
async fn a_refused_write_leaves_the_others_of_its_batch() {
    let folder = tempfile::tempdir().unwrap();
    let local = open(Some(&folder.path().join("t.db"))).await;
    let mut tasks = Vec::new();
    for x in 0..100 {
        let local = local.clone();
        // Every number comes twice: one of each pair must fail, the other must stay.
        tasks.push(tokio::spawn(async move { insert(&local, x / 2, 1).await.is_ok() }));
    }
    let mut accepted = 0;
    for task in tasks {
        accepted += i64::from(task.await.unwrap());
    }
    assert_eq!((accepted, count(&local).await), (50, 50));
}

#[tokio::test]
async fn watchers_hear_in_the_order_of_the_commits() {
    let local = open(None).await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for x in 0..50_i64 {
        let (local, heard) = (local.clone(), heard.clone());
        tasks.push(tokio::spawn(async move {
            let work = move |connection: &Connection| {
                connection.execute("INSERT INTO t VALUES (?, NULL)", [x])?;
                Ok(connection.last_insert_rowid())
            };
            local.write(work, move |row: &i64| heard.lock().unwrap().push(*row)).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert!(heard.lock().unwrap().is_sorted());
}

#[tokio::test]
async fn a_full_disk_refuses_the_write_and_reads_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let local = open(Some(&folder.path().join("t.db"))).await;
    insert(&local, 1, 10).await.unwrap();
    local.write(|connection| Ok(connection.pragma_update(None, "max_page_count", 32)?), |()| {}).await.unwrap();
    let error = insert(&local, 2, 1 << 20).await.unwrap_err();
    assert!(matches!(&error, StateError::Local(text) if text.contains("full")), "{error}");
    assert_eq!(count(&local).await, 1);
    // A batch in which one fills the disk loses nothing that was acknowledged.
    let mut tasks = Vec::new();
    for x in 10..20 {
        let local = local.clone();
        tasks.push(tokio::spawn(async move { insert(&local, x, if x == 15 { 1 << 20 } else { 1 }).await.is_ok() }));
    }
    let mut accepted = 1;
    for task in tasks {
        accepted += i64::from(task.await.unwrap());
    }
    assert_eq!(count(&local).await, accepted);
    // Space again: writes again.
    local.write(|connection| Ok(connection.pragma_update(None, "max_page_count", 100_000)?), |()| {}).await.unwrap();
    insert(&local, 3, 1 << 20).await.unwrap();
}
