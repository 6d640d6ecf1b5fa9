//! The tests of the compiler: alone, offline, as any user.

mod answers;
mod nginx;
mod notices;
mod order;
mod time;
