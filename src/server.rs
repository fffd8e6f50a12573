//! The composition root: makes the rooms, joins their routers, opens the doors, and shuts them in order.
//!
//! Only this file and the files below it know everything.

mod core_role;
mod desktop_role;
mod doors;
mod gateway_role;
mod laptop;
mod logouts;
mod passwd;
mod peer_door;
mod rooms;
mod samples;
mod seeds;
mod stop;
mod surroundings;
mod upkeep;

pub use core_role::core;
pub use desktop_role::desktop;
pub use gateway_role::gateway;
pub use laptop::{Account, Laptop, LaptopWish, laptop};

pub use crate::apps::lint as lint_app;
