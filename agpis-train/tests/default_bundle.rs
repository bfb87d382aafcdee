//! The recipe of the default bundle from end to end, with a handful of steps: everything but quality.

use std::cell::RefCell;

use agpis_muisc::Bundle;
use agpis_train::{Effort, train_default_bundle};
use burn::tensor::Device;

#[test]
fn the_recipe_makes_a_bundle_that_opens_again() {
    let mut effort = Effort::quick();
    (effort.candidates, effort.sequences, effort.held_out) = (64, 48, 48);
    effort.steps = [2; 6];
    let phases = RefCell::new(Vec::new());
    let device = Device::flex();
    let trained = train_default_bundle(&effort, None, &device, &|phase, progress| {
        assert!(progress.step <= progress.steps, "{phase}: {progress:?}");
        if phases.borrow().last() != Some(&phase.to_owned()) {
            phases.borrow_mut().push(phase.to_owned());
        }
    })
    .unwrap();
    let expected =
        ["image encoder", "primary model", "compliance model", "patch embedder", "language model", "MUIsC"];
    let phases = phases.into_inner();
    let seen: Vec<&str> = expected.into_iter().filter(|e| phases.iter().any(|p| p == e)).collect();
    assert_eq!(seen, expected);
    assert_eq!(trained.figures.len(), 7);

    let directory = tempfile::tempdir().unwrap();
    trained.bundle.save(directory.path(), &trained.tokenizer, "# Card").unwrap();
    let again = Bundle::open(directory.path(), &device).unwrap();
    assert_eq!(again.manifest, trained.bundle.manifest);
    assert_eq!(again.rules.num_classes(), 45);
}
