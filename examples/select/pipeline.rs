//! Figure 2 of the paper from decoded products on, stage by stage to take the time of each.

use agpis::core::stage_fn;
use agpis::{Agpis, Assessment, Options, Outcome, PipelineError, Product, Stage, StageExt};

use crate::stopwatch::Stopwatch;

/// A stage that notes its times.
pub(crate) type Timed<'a> = Box<dyn Stage<Input = Outcome<Product>, Output = Assessment> + 'a>;

/// `agpis.stages(options)` with a stopwatch on every stage.
///
/// Its input is what decoding made of a product. One that ended there skips all stages and comes out
/// in its place.
pub(crate) fn timed<'a>(
    agpis: &Agpis,
    options: &Options,
    stopwatch: &'a Stopwatch,
) -> Result<Timed<'a>, PipelineError> {
    let (single_image, image_pair) = (agpis.single_image(options)?, agpis.image_pair(options)?);
    let selection = stage_fn("Decoded", Ok)
        .then(single_image.observed(stopwatch.lap("single_image")))
        .then(image_pair.observed(stopwatch.lap("image_pair")));
    Ok(match &options.search {
        None => {
            let (assemble, assess) = (agpis.assemble(options)?, agpis.assess(options));
            let assemble = assemble.observed(stopwatch.lap("assemble"));
            Box::new(selection.then(assemble).then(assess.observed(stopwatch.lap("assess"))))
        }
        Some(search) => {
            let search = agpis.search(options, search)?;
            Box::new(selection.then(search.observed(stopwatch.lap("search"))))
        }
    })
}
