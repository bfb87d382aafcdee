//! From the names that programs and files use back to values.

use std::fmt;
use std::str::FromStr;

use crate::bench::{Flavour, Size, Split};
use crate::text::Language;

/// A name that no value has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    expected: Vec<&'static str>,
    actual: String,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected one of {}, got {:?}", self.expected.join(", "), self.actual)
    }
}

impl std::error::Error for UnknownName {}

macro_rules! named {
    ($($kind:ident by $name:ident;)*) => {$(
        impl FromStr for $kind {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                let found = Self::ALL.into_iter().find(|value| value.$name() == text);
                found.ok_or_else(|| UnknownName {
                    expected: Self::ALL.map(Self::$name).to_vec(),
                    actual: text.to_owned(),
                })
            }
        }
    )*};
}

named! {
    Split by name;
    Size by name;
    Flavour by name;
    Language by code;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        assert!(Split::ALL.into_iter().all(|split| split.name().parse() == Ok(split)));
        assert!(Language::ALL.into_iter().all(|language| language.code().parse() == Ok(language)));
        assert_eq!("raw".parse(), Ok(Flavour::Raw));
        let error = "huge".parse::<Size>().unwrap_err();
        assert_eq!(error.to_string(), "expected one of tiny, mini, small, base, got \"huge\"");
    }
}
