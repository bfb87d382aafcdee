//! Devices as the user of a program names them: `flex`, `wgpu`, `vulkan:1`, `cuda:0`.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use agpis_vision::Batching;
use burn::tensor::{Device, FloatDType};

/// A backend of Burn, each a feature of this crate of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// The processor, in pure Rust.
    Flex,
    /// Graphics cards, by whichever interface wgpu finds.
    Wgpu,
    /// Graphics cards by Vulkan.
    Vulkan,
    /// NVIDIA's graphics cards.
    Cuda,
}

impl Backend {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Flex, Self::Wgpu, Self::Vulkan, Self::Cuda];

    /// Its name, which is that of the feature, too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flex => "flex",
            Self::Wgpu => "wgpu",
            Self::Vulkan => "vulkan",
            Self::Cuda => "cuda",
        }
    }

    /// Whether this build has it.
    #[must_use]
    pub fn is_compiled_in(self) -> bool {
        match self {
            Self::Flex => cfg!(feature = "flex"),
            Self::Wgpu => cfg!(feature = "wgpu"),
            Self::Vulkan => cfg!(feature = "vulkan"),
            Self::Cuda => cfg!(feature = "cuda"),
        }
    }

    /// Its devices on this machine, in the backend's order; none where it is not compiled in, or has no driver.
    #[must_use]
    pub fn devices(self) -> Vec<Device> {
        match self {
            #[cfg(feature = "flex")]
            Self::Flex => vec![Device::flex()],
            #[cfg(feature = "wgpu")]
            Self::Wgpu => Device::enumerate(burn::tensor::DeviceType::Wgpu).into_iter().collect(),
            #[cfg(feature = "vulkan")]
            Self::Vulkan => Device::enumerate(burn::tensor::DeviceType::Vulkan).into_iter().collect(),
            #[cfg(feature = "cuda")]
            Self::Cuda => Device::enumerate(burn::tensor::DeviceType::Cuda).into_iter().collect(),
            #[allow(unreachable_patterns)] // with all features
            _ => Vec::new(),
        }
    }

    /// The one to take where none was named, if there is any.
    fn preferred(self) -> Option<Device> {
        // wgpu lists cards as they come, and prefers one that is not part of the processor.
        let one = self.devices().into_iter().next()?;
        Some(match self {
            #[cfg(feature = "wgpu")]
            Self::Wgpu => Device::wgpu(burn::tensor::DeviceKind::DefaultDevice),
            #[cfg(feature = "vulkan")]
            Self::Vulkan => Device::vulkan(burn::tensor::DeviceKind::DefaultDevice),
            _ => one,
        })
    }
}

fn in_this_build() -> String {
    let names = Backend::ALL.into_iter().filter(|backend| backend.is_compiled_in()).map(Backend::name);
    names.collect::<Vec<_>>().join(" or ")
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A device by the name of its backend and, behind a colon, its place among the devices of that: `cuda:1` is the second
/// one. Without a number it is the one that the backend prefers; `wgpu` and `wgpu:0` may be the same card, and are two devices
/// for Burn, each with numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceName {
    backend: Backend,
    index: Option<usize>,
}

/// A device cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// That is no name of a device.
    #[error("expected a device such as flex, wgpu, vulkan:0 or cuda:1, got {got:?}")]
    Name {
        /// What was given.
        got: String,
    },
    /// The program was built without the backend.
    #[error(
        "expected a device of {}, got {wanted}: this program is built without the feature `{wanted}`",
        in_this_build()
    )]
    NotCompiledIn {
        /// Its backend.
        wanted: Backend,
    },
    /// The machine has no such device.
    #[error("expected device {wanted} on this machine, which has {found} of that kind")]
    NotThere {
        /// The device.
        wanted: DeviceName,
        /// How many there are.
        found: usize,
    },
    /// The device does not compute with such numbers.
    #[error("expected a type of numbers that {device} computes with, got {dtype:?}")]
    DType {
        /// The device.
        device: DeviceName,
        /// The type.
        dtype: FloatDType,
    },
    /// The device computes with others already.
    #[error("expected to choose the type of numbers of {device} before it is used, got {dtype:?} too late")]
    TooLate {
        /// The device.
        device: DeviceName,
        /// The type.
        dtype: FloatDType,
    },
}

impl DeviceName {
    /// The processor.
    pub const FLEX: Self = Self { backend: Backend::Flex, index: None };

    /// The backend.
    #[must_use]
    pub fn backend(self) -> Backend {
        self.backend
    }

    /// Which of the backend's devices, counted from 0, if one was named.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        self.index
    }

    /// The device, for inference; training adds [`Device::autodiff`].
    ///
    /// # Errors
    /// If its backend is not compiled in, or the machine has no such device.
    pub fn open(self) -> Result<Device, DeviceError> {
        if !self.backend.is_compiled_in() {
            return Err(DeviceError::NotCompiledIn { wanted: self.backend });
        }
        let device = match self.index {
            Some(index) => self.backend.devices().into_iter().nth(index),
            None => self.backend.preferred(),
        };
        device.ok_or_else(|| DeviceError::NotThere { wanted: self, found: self.backend.devices().len() })
    }

    /// The device, whose tensors are of `dtype` where nothing else is said. It must not have been used before.
    ///
    /// # Errors
    /// As [`open`](Self::open); if the device does not compute with such numbers, or has been used with others.
    pub fn open_with(self, dtype: FloatDType) -> Result<Device, DeviceError> {
        let mut device = self.open()?;
        if !device.supports_dtype(dtype) {
            return Err(DeviceError::DType { device: self, dtype });
        }
        match device.configure(dtype) {
            Err(_) if device.settings().float_dtype != dtype => {
                Err(DeviceError::TooLate { device: self, dtype })
            }
            _ => Ok(device),
        }
    }
}

/// Items that a graphics card is given in one call, unless it is said otherwise.
const CHUNK: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// How classifiers on `device` cut a batch: on the processor one item a call, with the same bits whatever the batch; on
/// every other device 32 at once.
#[must_use]
pub fn batching(device: &Device) -> Batching {
    if Backend::Flex.devices().contains(device) { Batching::OneByOne } else { Batching::Chunks(CHUNK) }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Some(index) => write!(f, "{}:{index}", self.backend),
            None => self.backend.fmt(f),
        }
    }
}

impl FromStr for DeviceName {
    type Err = DeviceError;

    fn from_str(text: &str) -> Result<Self, DeviceError> {
        let (name, index) = match text.split_once(':') {
            Some((name, index)) => (name, Some(index)),
            None => (text, None),
        };
        let unknown = || DeviceError::Name { got: text.to_owned() };
        let backend = Backend::ALL.into_iter().find(|backend| backend.name() == name).ok_or_else(unknown)?;
        let index = index.map(|digits| digits.parse().map_err(|_| unknown())).transpose()?;
        Ok(Self { backend, index })
    }
}

#[cfg(test)]
mod tests {
    use agpis_vision::Batching;

    use super::{Backend, DeviceError, DeviceName, batching};

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ["flex", "wgpu", "vulkan:1", "cuda:0", "cuda"] {
            assert_eq!(name.parse::<DeviceName>().unwrap().to_string(), name);
        }
        for wrong in
            ["", "cpu", "Flex", "cuda:", "cuda:-1", "cuda:1:2", "cuda: 1", ":0", "cuda:99999999999999999999"]
        {
            let error = wrong.parse::<DeviceName>().unwrap_err();
            assert_eq!(error, DeviceError::Name { got: wrong.to_owned() });
        }
    }

    #[test]
    #[cfg(feature = "flex")]
    fn the_processor_is_one_device() {
        assert_eq!(DeviceName::FLEX.open().unwrap(), "flex:0".parse::<DeviceName>().unwrap().open().unwrap());
        assert_eq!(batching(&DeviceName::FLEX.open().unwrap()), Batching::OneByOne);
        let second: DeviceName = "flex:1".parse().unwrap();
        let error = second.open().unwrap_err();
        assert_eq!(error.to_string(), "expected device flex:1 on this machine, which has 1 of that kind");
    }

    #[test]
    fn a_backend_that_is_not_compiled_in_is_said() {
        for backend in Backend::ALL.into_iter().filter(|backend| !backend.is_compiled_in()) {
            let name: DeviceName = backend.name().parse().unwrap();
            assert_eq!(name.open().unwrap_err(), DeviceError::NotCompiledIn { wanted: backend });
            assert!(backend.devices().is_empty());
        }
    }
}
