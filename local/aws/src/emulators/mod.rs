//! Emulators of services that Storebell calls: only as much of each as Storebell uses.

pub mod s3;
pub mod shopify;
pub mod sns;
