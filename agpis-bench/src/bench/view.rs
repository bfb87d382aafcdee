//! The views that a photo session can take.

use crate::shot::Role;

/// A view that a session can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Front,
    /// From three quarters.
    Hero,
    /// From three quarters, from the other side.
    Other,
    Side,
    Back,
    Top,
    /// Close looks at different parts.
    Detail(usize),
    /// Views of the whole in a setting, all from different sides.
    Setting(usize),
    /// Views of the whole, near each other but not too near.
    Fan(usize),
}

impl View {
    /// Whether there is such a view of a thing; one that is flat has neither side nor top.
    pub(super) fn is_of(self, flat: bool) -> bool {
        !(flat && matches!(self, Self::Side | Self::Top))
    }

    /// Whether it shows the whole on a plain ground.
    pub(super) fn is_packshot(self) -> bool {
        !matches!(self, Self::Detail(_) | Self::Setting(_))
    }

    pub(super) fn leads(self) -> bool {
        matches!(self, Self::Front | Self::Hero)
    }

    pub(super) fn role(self) -> Role {
        match self {
            Self::Front | Self::Fan(0) => Role::Front,
            Self::Hero | Self::Other | Self::Fan(_) => Role::Hero,
            Self::Side => Role::Side,
            Self::Back => Role::Back,
            Self::Top => Role::Top,
            Self::Detail(_) => Role::Detail,
            Self::Setting(_) => Role::Scene,
        }
    }

    /// The purpose and number of its random stream.
    pub(super) fn name(self) -> (&'static str, u64) {
        match self {
            Self::Front => ("front", 0),
            Self::Hero => ("hero", 0),
            Self::Other => ("other", 0),
            Self::Side => ("side", 0),
            Self::Back => ("back", 0),
            Self::Top => ("top", 0),
            Self::Detail(i) => ("detail", i as u64),
            Self::Setting(i) => ("setting", i as u64),
            Self::Fan(i) => ("fan", i as u64),
        }
    }
}
