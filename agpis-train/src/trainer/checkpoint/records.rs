//! Models and optimisers as bytes.

use burn::module::Module;
use burn::optim::{ModuleOptimizer, OptimizerRecord};
use burn::store::ModuleRecord;
use burn::tensor::Bytes;

use super::CheckpointError;
use crate::TrainError;

/// The weights of a model, with the names by which the optimiser knows them.
pub(in crate::trainer) fn record<M: Module>(model: &M) -> Result<Vec<u8>, TrainError> {
    Ok(model.clone().into_record().into_bytes().map_err(wrong)?.to_vec())
}

/// Puts recorded weights into `model`.
pub(in crate::trainer) fn restore<M: Module>(model: M, bytes: Vec<u8>) -> Result<M, TrainError> {
    let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(bytes));
    Ok(record.and_then(|record| model.try_load_record(record)).map_err(wrong)?)
}

pub(in crate::trainer) fn optimizer_bytes(optimizer: &ModuleOptimizer) -> Result<Vec<u8>, TrainError> {
    Ok(optimizer.into_bytes().map_err(wrong)?.to_vec())
}

pub(in crate::trainer) fn restore_optimizer(
    optimizer: ModuleOptimizer,
    bytes: Vec<u8>,
) -> Result<ModuleOptimizer, TrainError> {
    let restored = optimizer.from_bytes(Bytes::from_bytes_vec(bytes.clone())).map_err(wrong)?;
    // Burn leaves out a state that it cannot read, and would begin it anew.
    let recorded = OptimizerRecord::from_bytes(Bytes::from_bytes_vec(bytes)).map_err(wrong)?;
    let (expected, actual) = (recorded.len(), restored.to_record().len());
    if expected != actual {
        return Err(wrong(format!("expected an optimiser with {expected} tensors, got {actual}")).into());
    }
    Ok(restored)
}

/// For curves that are none.
pub(in crate::trainer) fn wrong_history() -> TrainError {
    wrong("expected curves, got something else").into()
}

fn wrong(problem: impl ToString) -> CheckpointError {
    CheckpointError::Record(problem.to_string())
}
