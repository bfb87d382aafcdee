//! From files of reviews to trained models: experiments, stage 1, and bundles that are renewed.

mod experiment;
mod refresh;
mod shop;
mod stage1;
mod store;
mod task;
