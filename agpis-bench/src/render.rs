//! A small software renderer: meshes with named parts, an exact z-buffer, soft studio light.
//!
//! Equal on every platform: only `+ - * / sqrt`, [`libm`], and integer edge functions decide a pixel.

pub(crate) mod camera;
pub(crate) mod canvas;
pub(crate) mod colour;
pub(crate) mod light;
pub(crate) mod mesh;
pub(crate) mod raster;
pub(crate) mod shapes;
pub(crate) mod vec3;
