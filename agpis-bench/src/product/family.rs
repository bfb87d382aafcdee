//! The kinds of things there are.

use crate::render::mesh::Mesh;
use crate::stream::Stream;

use super::Finish::{self, Matte, Plain, Shiny};
use super::{containers, devices, furniture, wear};

/// What the bench knows of a family.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) nouns: &'static [&'static str],
    pub(crate) materials: &'static [(&'static str, Finish)],
    pub(crate) attributes: &'static [&'static str],
    pub(crate) build: fn(&mut Stream) -> Mesh,
}

macro_rules! families {
    ($($name:ident $text:literal $nouns:expr, $materials:expr, $attributes:expr, $build:path;)*) => {
        /// A kind of thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Family { $($name),* }

        impl Family {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            pub(crate) fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$name => &Spec {
                        name: $text,
                        nouns: &$nouns,
                        materials: &$materials,
                        attributes: &$attributes,
                        build: $build,
                    }),*
                }
            }
        }
    };
}

families! {
    Mug "mug" ["mug", "coffee mug"], [("ceramic", Shiny), ("stoneware", Plain), ("enamel", Shiny)],
        ["350 ml", "dishwasher safe", "gift"], containers::mug;
    Bottle "bottle" ["bottle", "water bottle"], [("steel", Shiny), ("plastic", Plain), ("aluminium", Shiny)],
        ["500 ml", "leakproof", "1 litre"], containers::bottle;
    Jar "jar" ["jar", "storage jar"], [("ceramic", Shiny), ("stoneware", Matte), ("plastic", Plain)],
        ["airtight", "800 ml", "for the kitchen"], containers::jar;
    Kettle "kettle" ["kettle", "tea kettle"], [("steel", Shiny), ("enamel", Shiny), ("ceramic", Plain)],
        ["1.7 litre", "whistling", "for all hobs"], containers::kettle;
    Carton "box" ["storage box", "gift box"], [("cardboard", Matte), ("plastic", Plain), ("paper", Matte)],
        ["with lid", "stackable", "medium"], containers::carton;
    Chair "chair" ["chair", "dining chair"], [("plastic", Plain), ("lacquered", Shiny), ("fabric", Matte)],
        ["stackable", "for indoors", "ergonomic"], furniture::chair;
    Desk "desk" ["desk", "writing desk"], [("lacquered", Shiny), ("laminate", Plain), ("metal", Plain)],
        ["with drawer", "120 cm", "easy to mount"], furniture::desk;
    Lamp "lamp" ["lamp", "table lamp"], [("fabric", Matte), ("metal", Plain), ("paper", Matte)],
        ["with switch", "dimmable", "warm light"], furniture::lamp;
    Cushion "cushion" ["cushion", "sofa cushion"], [("cotton", Matte), ("velvet", Plain), ("linen", Matte)],
        ["45 cm", "washable", "with zip"], furniture::cushion;
    Backpack "backpack" ["backpack", "school backpack"], [("canvas", Matte), ("nylon", Plain), ("leather", Plain)],
        ["20 litre", "waterproof", "padded"], wear::backpack;
    Tote "tote" ["tote bag", "shoulder bag"], [("canvas", Matte), ("leather", Plain), ("cotton", Matte)],
        ["with zip", "large", "for every day"], wear::tote;
    Shoe "shoe" ["shoe", "sneaker"], [("leather", Plain), ("canvas", Matte), ("mesh", Matte)],
        ["lightweight", "non-slip", "for running"], wear::shoe;
    Tee "tee" ["t-shirt", "tee"], [("cotton", Matte), ("jersey", Matte), ("linen", Matte)],
        ["crew neck", "regular fit", "short sleeve"], wear::tee;
    Phone "phone" ["phone", "smartphone"], [("aluminium", Shiny), ("glass", Shiny), ("plastic", Plain)],
        ["128 GB", "dual camera", "6 inch"], devices::phone;
    Speaker "speaker" ["speaker", "bluetooth speaker"], [("plastic", Plain), ("fabric", Matte), ("lacquered", Shiny)],
        ["wireless", "20 W", "with bass port"], devices::speaker;
    Camera "camera" ["camera", "compact camera"], [("plastic", Plain), ("metal", Plain), ("leather", Matte)],
        ["24 MP", "with zoom", "for travel"], devices::camera;
    Clock "clock" ["alarm clock", "desk clock"], [("metal", Shiny), ("plastic", Plain), ("enamel", Shiny)],
        ["silent", "with light", "battery powered"], devices::clock;
}

impl Family {
    /// A short name, such as `mug`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether it is hardly more than a front and a back: from the side or above there is nothing to see.
    #[must_use]
    pub fn is_flat(self) -> bool {
        matches!(self, Self::Tee | Self::Cushion | Self::Phone)
    }

    /// Whether a title that says `noun` means this family.
    #[must_use]
    pub fn is_called(self, noun: &str) -> bool {
        self.spec().nouns.contains(&noun)
    }
}
