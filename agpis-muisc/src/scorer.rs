//! MUIsC as a scorer of many sequences over the same images: "select among multiple candidates instead of
//! just evaluating one" (§5.1).

use agpis_core::{Candidate, ClassProbabilities, Error, ErrorKind, Image, SequenceScorer};
use burn::tensor::{Int, Tensor};

use crate::classifier::ids;
use crate::{KnownImages, MuiscClassifier, ReadTitle};

/// What MUIsC knows of a product before it sees a sequence: the title as far as it does not depend on
/// images, and every image as far as it does not depend on its place.
#[derive(Clone, Debug)]
pub struct KnownProduct {
    title: ReadTitle,
    images: KnownImages,
    count: usize,
}

impl SequenceScorer for MuiscClassifier {
    type Encoded = KnownProduct;

    fn encode(&self, title: &str, images: &[Candidate]) -> Result<KnownProduct, Error> {
        if images.is_empty() {
            return Err(Error::new(ErrorKind::Input, "expected at least one image, got none"));
        }
        let pixels: Vec<Image> = images.iter().map(|candidate| candidate.image.clone()).collect();
        let encoder = &self.model.encoder;
        let features =
            self.batching.run(&pixels, |images| Ok(vec![encoder.vit.forward(self.pixels(images))]))?;
        let tokens = ids(&self.text.prompt(title).tokens);
        let tokens = Tensor::<1, Int>::from_data(tokens.as_slice(), &self.device).unsqueeze();
        let features = Tensor::cat(features, 0);
        Ok(KnownProduct {
            title: self.model.decoder.read_title(tokens, features.dtype()),
            images: encoder.know(features, self.sequence_length()),
            count: images.len(),
        })
    }

    fn score(&self, product: &KnownProduct, orders: &[Vec<usize>]) -> Result<Vec<ClassProbabilities>, Error> {
        for order in orders {
            check(order, self.sequence_length(), product.count)?;
        }
        self.batching.run(orders, |orders| {
            let memory = self.model.encoder.relate_orders(&product.images, orders);
            self.class_probabilities(self.model.decoder.at_separator(&product.title, &memory).hidden)
        })
    }
}

fn check(order: &[usize], length: usize, images: usize) -> Result<(), Error> {
    if order.len() == length && order.iter().all(|&image| image < images) {
        return Ok(());
    }
    let message = format!("expected {length} indices below {images}, got {order:?}");
    Err(Error::new(ErrorKind::Input, message))
}
