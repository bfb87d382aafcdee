//! Which device runs the models, and in which numbers.

use std::error::Error;
use std::path::Path;

use agpis::weights::Precision;
use agpis::{Agpis, Backend, Device, DeviceError, DeviceName, FloatDType};
use clap::{Args, ValueEnum};

/// The command line's part of it.
#[derive(Clone, Debug, Args)]
pub(crate) struct Compute {
    /// What computes: flex (the processor), wgpu, vulkan or cuda; cuda:1 is the second such device.
    /// All but flex are features that the program is built with
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX, verbatim_doc_comment)]
    device: DeviceName,

    /// In which numbers it computes. On flex with bf16, matrices are multiplied in 16 bits if the processor has AVX512_BF16
    /// or AMX, which is faster, and widened where they are needed if not, which is slower; all else is done in 32
    #[arg(long, value_enum, default_value_t = Numbers::F32)]
    dtype: Numbers,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Numbers {
    /// 32 bits
    F32,
    /// 16 bits, 5 of them for the exponent
    F16,
    /// 16 bits, 8 of them for the exponent, as f32 has
    Bf16,
}

impl Compute {
    /// The bundle in `directory`, on the device.
    pub(crate) fn open(&self, directory: &Path) -> Result<Agpis, Box<dyn Error>> {
        let (device, precision) = self.device()?;
        Ok(Agpis::open_in(directory, &device, precision)?)
    }

    /// The device, and the precision of the weights on it.
    fn device(&self) -> Result<(Device, Precision), DeviceError> {
        let is_processor = self.device.backend() == Backend::Flex;
        let (numbers, precision) = match self.dtype {
            Numbers::F32 => (FloatDType::F32, Precision::AsStored),
            Numbers::Bf16 if is_processor => (FloatDType::F32, Precision::Bf16),
            Numbers::F16 => (FloatDType::F16, Precision::AsStored),
            Numbers::Bf16 => (FloatDType::BF16, Precision::Bf16),
        };
        Ok((self.device.open_with(numbers)?, precision))
    }
}
