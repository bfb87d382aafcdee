//! The type of numbers of a device is chosen once for the whole program, so this test has one for itself.

#![cfg(feature = "flex")]

use agpis::{Device, DeviceError, DeviceName, FloatDType};
use burn::tensor::{DType, Tensor};

#[test]
fn a_device_computes_with_the_numbers_that_were_chosen_first() {
    let of = |device: &Device| Tensor::<1>::from_data([1.0_f32], device).dtype();
    let device = DeviceName::FLEX.open_with(FloatDType::BF16).unwrap();
    assert_eq!(of(&device), DType::BF16);
    assert_eq!(of(&DeviceName::FLEX.open().unwrap()), DType::BF16, "the program's one and only");
    assert_eq!(of(&DeviceName::FLEX.open_with(FloatDType::BF16).unwrap()), DType::BF16);
    let late = DeviceName::FLEX.open_with(FloatDType::F32).unwrap_err();
    assert_eq!(late, DeviceError::TooLate { device: DeviceName::FLEX, dtype: FloatDType::F32 });
}
