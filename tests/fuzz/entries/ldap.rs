//! Answers of a controller: `[question]`, then one piece for each request, `[length, two bytes][bytes]`. The
//! highest bit of the length says that the bytes go out as they are; else they are operations, put into
//! messages with the right number. A password counts only when its bind was told success.

use unidash::identity::directory::{Account, Directory as _, Whom};
use uuid::Uuid;

use super::controller::{self, Said};

/// People or groups that are asked for.
const MOST: usize = 5;

/// `[question]([length][bytes])*`
pub fn run(input: &[u8]) {
    let Some((question, rest)) = input.split_first() else { return };
    let (question, mut verified) = (*question, false);
    let bind = controller::with(pieces(rest), async |directory| {
        let id = Uuid::from_u128(1);
        match question % 8 {
            0 | 1 => verified = directory.verify("ana", "Feder-Wolke-2041").await.is_ok(),
            2 => {
                if let Ok(Account::Active { person, .. }) = directory.refresh(id).await {
                    assert!(!person.username.is_empty() && !person.name.is_empty());
                }
            }
            3 => assert!(directory.search_people("a", MOST).await.map_or(0, |found| found.len()) <= MOST),
            4 => assert!(directory.search_groups("a", MOST).await.map_or(0, |found| found.len()) <= MOST),
            5 => drop(directory.change_password("ana", "Feder-Wolke-2041", "Feder-Wolke-2042").await),
            6 => drop(directory.review(&[id]).await),
            _ => drop(directory.find(&Whom::Name("ana".to_owned())).await),
        }
    });
    assert!(!verified || bind.is_some_and(|said| is_success(&said)), "a password counts without a success");
}

fn pieces(mut rest: &[u8]) -> Vec<Said> {
    let mut all = Vec::new();
    while let Some((head, after)) = rest.split_first_chunk::<2>() {
        let head = u16::from_be_bytes(*head);
        let (piece, after) = after.split_at(usize::from(head & 0x7fff).min(after.len()));
        let raw = head & 0x8000 != 0;
        all.push(if raw { Said::Raw(piece.to_vec()) } else { Said::Operations(piece.to_vec()) });
        rest = after;
    }
    all
}

/// Whether something in it can be read as the result code 0.
fn is_success(said: &Said) -> bool {
    match said {
        Said::Raw(_) => true,
        Said::Operations(bytes) => bytes.contains(&0x0a) && bytes.contains(&0),
    }
}
