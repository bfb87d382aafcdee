//! From the bytes of a model file to its lists of numbers.

use std::io::{BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::error::ForestError;
use super::options::Given;
use super::tokens::{Token, Tokens};

/// Most bytes of decompressed text; the published model has some tens of millions.
const MAX_TEXT: usize = 1 << 29;
/// Most nodes of all trees together.
const MAX_NODES: usize = 1 << 22;
/// Most boundaries, and most bins, of all leaves together.
const MAX_EDGES: usize = 1 << 25;

/// The numbers of a file, each list without the nesting that it has there; nothing is checked yet.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) options: Given,
    pub(super) children: Vec<u32>,
    pub(super) feature_ids: Vec<u32>,
    pub(super) thresholds: Vec<f32>,
    pub(super) boundaries: Vec<u32>,
    pub(super) bins: Vec<u32>,
}

/// A key of the outermost map, and so what its numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Options,
    Children,
    FeatureIds,
    Thresholds,
    Boundaries,
    Bins,
    Unknown,
}

const SECTIONS: [(&str, Section); 6] = [
    ("options", Section::Options),
    ("childs", Section::Children),
    ("featureIds", Section::FeatureIds),
    ("thresholds", Section::Thresholds),
    ("edgeBoundaries", Section::Boundaries),
    ("edgeBins", Section::Bins),
];

/// Reads a file, which may be compressed with gzip.
pub(super) fn read(mut input: impl Read) -> Result<Lists, ForestError> {
    let mut start = Vec::new();
    input.by_ref().take(2).read_to_end(&mut start)?;
    let compressed = start == [0x1f, 0x8b];
    let whole = Cursor::new(start).chain(input);
    if compressed {
        read_text(BufReader::new(MultiGzDecoder::new(whole)))
    } else {
        read_text(BufReader::new(whole))
    }
}

fn read_text(text: impl BufRead) -> Result<Lists, ForestError> {
    let mut tokens = Tokens::new(text, MAX_TEXT)?;
    let mut reader = Reader { lists: Lists::default(), section: None, option: None, seen: Vec::new() };
    while let Some(token) = tokens.next()? {
        match token {
            Token::Key { outermost: true } => reader.enter(&tokens)?,
            Token::Key { outermost: false } => reader.name(&tokens)?,
            Token::Scalar => reader.scalar(&tokens)?,
        }
    }
    match SECTIONS.iter().find(|(_, section)| !reader.seen.contains(section)) {
        Some(&(key, _)) => Err(ForestError::Missing { key }),
        None => Ok(reader.lists),
    }
}

struct Reader {
    lists: Lists,
    section: Option<Section>,
    option: Option<Vec<u8>>,
    seen: Vec<Section>,
}

impl Reader {
    fn enter(&mut self, tokens: &Tokens<impl BufRead>) -> Result<(), ForestError> {
        let known = SECTIONS.iter().find(|(name, _)| name.as_bytes() == tokens.text());
        let section = known.map_or(Section::Unknown, |&(_, section)| section);
        if section != Section::Unknown && self.seen.contains(&section) {
            return Err(tokens.unexpected("every key once"));
        }
        self.seen.extend(known.map(|_| section));
        (self.section, self.option) = (Some(section), None);
        Ok(())
    }

    fn name(&mut self, tokens: &Tokens<impl BufRead>) -> Result<(), ForestError> {
        match self.section {
            Some(Section::Unknown) => {}
            Some(Section::Options) => self.option = Some(tokens.text().to_vec()),
            _ => return Err(tokens.unexpected("a list of numbers")),
        }
        Ok(())
    }

    fn scalar(&mut self, tokens: &Tokens<impl BufRead>) -> Result<(), ForestError> {
        let lists = &mut self.lists;
        match self.section {
            None => Err(tokens.unexpected("a key")),
            Some(Section::Unknown) => Ok(()),
            Some(Section::Options) => {
                let name = self.option.take().ok_or_else(|| tokens.unexpected("the name of an option"))?;
                match lists.options.slot(&name) {
                    Some(slot @ None) => *slot = Some(whole(tokens)? as usize),
                    Some(Some(_)) => return Err(tokens.unexpected("every option once")),
                    None => {}
                }
                Ok(())
            }
            Some(Section::Thresholds) => {
                push(&mut lists.thresholds, number(tokens)? as f32, "nodes", MAX_NODES)
            }
            Some(Section::Children) => push(&mut lists.children, whole(tokens)?, "nodes", MAX_NODES),
            Some(Section::FeatureIds) => push(&mut lists.feature_ids, whole(tokens)?, "nodes", MAX_NODES),
            Some(Section::Boundaries) => push(&mut lists.boundaries, whole(tokens)?, "boundaries", MAX_EDGES),
            Some(Section::Bins) => push(&mut lists.bins, whole(tokens)?, "edge bins", MAX_EDGES),
        }
    }
}

fn push<T>(list: &mut Vec<T>, value: T, what: &'static str, limit: usize) -> Result<(), ForestError> {
    if list.len() == limit {
        return Err(ForestError::TooLarge { what, limit });
    }
    list.push(value);
    Ok(())
}

/// A whole number from 0; `12.` is one too.
fn whole(tokens: &Tokens<impl BufRead>) -> Result<u32, ForestError> {
    let text = str::from_utf8(tokens.text()).unwrap_or_default();
    if let Ok(value) = text.parse() {
        return Ok(value);
    }
    match text.parse::<f64>() {
        Ok(v) if v.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&v) => Ok(v as u32),
        _ => Err(tokens.unexpected("a whole number from 0")),
    }
}

fn number(tokens: &Tokens<impl BufRead>) -> Result<f64, ForestError> {
    match tokens.text() {
        b".Inf" | b".inf" | b"+.Inf" => Ok(f64::INFINITY),
        b"-.Inf" | b"-.inf" => Ok(f64::NEG_INFINITY),
        b".Nan" | b".nan" | b".NaN" => Ok(f64::NAN),
        text => {
            let value = str::from_utf8(text).ok().and_then(|text| text.parse().ok());
            value.ok_or_else(|| tokens.unexpected("a number"))
        }
    }
}
