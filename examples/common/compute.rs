//! Which device runs the models, and in which numbers.

use agpis::{Device, DeviceError, DeviceName, FloatDType};
use clap::{Args, ValueEnum};

/// The command line's part of it.
#[derive(Clone, Debug, Args)]
pub(crate) struct Compute {
    /// What computes: flex (the processor), wgpu, vulkan or cuda; cuda:1 is the second such device.
    /// All but flex are features that the program is built with
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX, verbatim_doc_comment)]
    device: DeviceName,

    /// In which numbers it computes
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
    /// The device.
    pub(crate) fn open(&self) -> Result<Device, DeviceError> {
        self.device.open_with(match self.dtype {
            Numbers::F32 => FloatDType::F32,
            Numbers::F16 => FloatDType::F16,
            Numbers::Bf16 => FloatDType::BF16,
        })
    }
}
