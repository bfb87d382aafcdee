//! The search for the best sequence, against all sequences and through the public interface.

use std::collections::BTreeSet;
use std::sync::Arc;

use agpis_core::testing::{ByLevels, Explaining, FirstRed, check_stage, probability, screened};
use agpis_core::{
    Assemble, Assessment, ErrorKind, Fate, ImagePair, Ranked, Reason, Search, Selection, SequenceScorer,
    StageExt,
};
use proptest::prelude::*;

/// A product whose image "0", the reddest one, is the primary, and whose others are red and green, which
/// is p^nc, as `levels` say. Nothing is a duplicate.
fn selection(levels: &[(u8, u8)]) -> Selection {
    let all: Vec<_> = [(100, 0)].iter().chain(levels).copied().collect();
    let stage = ImagePair::new(agpis_core::testing::NearLevels, 1.1).with_length(size(1));
    stage.run_one(screened(&all, 1)).unwrap().next().unwrap()
}

fn reds(levels: &[u8]) -> Selection {
    selection(&levels.iter().map(|&red| (red, 0)).collect::<Vec<_>>())
}

fn size(size: usize) -> std::num::NonZeroUsize {
    size.try_into().unwrap()
}

fn beam<S: SequenceScorer>(scorer: S, length: usize, width: usize) -> Search<S> {
    Search::new(scorer, size(length)).with_exhaustive_limit(size(1)).with_beam_width(size(width))
}

fn best<S: SequenceScorer>(search: &Search<S>, selection: Selection) -> Assessment {
    search.run_one(selection).unwrap().next().unwrap()
}

fn ids(assessment: &Assessment) -> String {
    assessment.sequence().images().iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" ")
}

type Score = fn(&[u8]) -> f32;

/// The mean of the levels: the order does not matter.
fn mean(levels: &[u8]) -> f32 {
    levels.iter().map(|&level| f32::from(level)).sum::<f32>() / (100.0 * levels.len() as f32)
}

/// The second image counts three times as much as a third one.
fn second(levels: &[u8]) -> f32 {
    (3.0 * f32::from(levels[1]) + f32::from(levels[2])) / 400.0
}

/// Likes images that fit the one before, in a way that no part of a sequence tells.
fn tangled(levels: &[u8]) -> f32 {
    let mix = levels.iter().fold(7u32, |mix, &level| (mix ^ u32::from(level)).wrapping_mul(0x9e37_79b1) >> 3);
    (mix % 1000) as f32 / 1000.0
}

#[test]
fn finds_the_best_order_with_the_primary_image_first() {
    let cases: [(&str, Score, &str); 4] = [
        ("the two reddest, and of equals the earlier first", mean, "0 2 3"),
        ("the reddest at the second place", second, "0 3 2"),
        ("none is better", |_| 0.5, "0 1 2"),
        ("the least red", |levels| 1.0 - mean(levels), "0 1 4"),
    ];
    for (what, p_qualified, expected) in cases {
        for search in
            [Search::new(ByLevels::new(p_qualified), size(3)), beam(ByLevels::new(p_qualified), 3, 4)]
        {
            let assessment = best(&search, reds(&[10, 70, 80, 20]));
            assert_eq!(ids(&assessment), expected, "{what}");
        }
    }
}

#[test]
fn says_what_became_of_every_image() {
    let assessment = best(&Search::new(ByLevels::new(second), size(3)), reds(&[10, 70, 80]));
    assert_eq!(assessment.p_qualified(), probability(310.0 / 400.0));
    let fates: Vec<_> = assessment.sequence().verdicts().iter().map(|v| v.fate.clone()).collect();
    let chosen = |position| Fate::Chosen { position };
    assert_eq!(fates, [chosen(0), Fate::Kept, chosen(2), chosen(1)]);
}

#[test]
fn too_few_images_terminate() {
    let search = Search::new(ByLevels::new(mean), size(4));
    assert!(search.rank(&reds(&[1, 2])).unwrap().is_empty());
    let termination = search.run_one(reds(&[1, 2])).unwrap().terminated().unwrap();
    assert_eq!(termination.reason, Reason::TooFewImages { kept: 3, needed: 4 });
    assert_eq!(termination.stage, "Search");
}

#[test]
fn a_sequence_may_be_the_primary_image_alone() {
    let scorer = ByLevels::new(mean);
    assert_eq!(ids(&best(&beam(&scorer, 1, 1), reds(&[1, 2]))), "0");
    assert_eq!(scorer.calls(), [[[0]]]);
}

#[test]
fn a_prefix_is_completed_by_the_images_with_the_smallest_p_nc() {
    let scorer = ByLevels::new(mean);
    let _ = best(&beam(&scorer, 3, 1), selection(&[(10, 3), (20, 1), (90, 2), (30, 0)]));
    let first = [[0, 4, 2], [0, 2, 4], [0, 3, 4], [0, 1, 4]];
    let second = [[0, 3, 2], [0, 3, 1]];
    assert_eq!(scorer.calls(), [first.to_vec(), second.to_vec()], "0 3 4 is known from before");
}

#[test]
fn the_ranking_lists_the_best_sequences() {
    let scorer = ByLevels::new(second);
    let search = || Search::new(&scorer, size(3));
    let selection = || reds(&[10, 70, 80]);
    assert!(best(&search(), selection()).ranking().is_empty(), "only on request");
    let all = search().rank(&selection()).unwrap();
    let listed: Vec<_> = all.iter().map(|r| format!("{:?} {}", r.images, r.p_qualified)).collect();
    assert_eq!((all.len(), listed[0].as_str(), listed[5].as_str()), (6, BEST, WORST));
    for count in [1, 4, 100] {
        let assessment = best(&search().with_ranking(count), selection());
        assert_eq!(assessment.ranking(), &all[..count.min(6)]);
    }
}
const BEST: &str = r#"["0", "3", "2"] 0.775"#;
const WORST: &str = r#"["0", "1", "2"] 0.25"#;

#[test]
fn a_judge_explains_the_chosen_sequence_and_does_not_change_it() {
    let search = || Search::new(ByLevels::new(second), size(3)).with_ranking(1);
    let plain = best(&search(), reds(&[10, 70, 80]));
    assert!(plain.feedback().is_none() && plain.attention().is_none());
    let judged = best(&search().with_judge(Arc::new(Explaining { lost: 0 })), reds(&[10, 70, 80]));
    assert_eq!((judged.sequence(), judged.ranking()), (plain.sequence(), plain.ranking()));
    assert_eq!((judged.feedback(), judged.attention().map(<[_]>::len)), (Some("Look here."), Some(3)));
    assert_eq!(judged.p_qualified(), probability(1.0), "the whole judgement is the judge's");
}

#[test]
fn models_that_miscount_are_contract_errors() {
    let search = || Search::new(ByLevels::new(mean), size(2));
    let broken = [
        Search::new(ByLevels::new(mean as Score).losing_one(), size(2)).run_one(reds(&[1, 2])),
        search().with_judge(Arc::new(FirstRed { extra: 1 })).run_one(reds(&[1, 2])),
        search().with_judge(Arc::new(Explaining { lost: 1 })).run_one(reds(&[1, 2])),
    ];
    for outcome in broken {
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Contract, Some("Search")), "{error}");
    }
}

#[test]
fn keeps_the_contract() {
    let batch = || vec![reds(&[10, 70, 80, 20]), reds(&[1]), reds(&[5, 5, 5]), selection(&[(9, 9), (8, 1)])];
    let judge = || Arc::new(Explaining { lost: 0 });
    check_stage(&Search::new(ByLevels::new(tangled), size(3)).with_ranking(3).with_judge(judge()), batch);
    check_stage(&beam(ByLevels::new(tangled), 3, 1).with_judge(judge()), batch);
}

proptest! {
    /// As many steps as needed: a beam that holds every prefix scores every sequence.
    #[test]
    fn a_wide_beam_finds_what_the_exhaustive_search_finds(levels in levels(2..7), length in 2usize..5) {
        prop_assume!(levels.len() + 1 >= length);
        let everything = Search::new(ByLevels::new(tangled), size(length));
        let wide = beam(ByLevels::new(tangled), length, 1000);
        let rank = |search: &Search<ByLevels<_>>| search.rank(&selection(&levels)).unwrap();
        prop_assert_eq!(rank(&wide), rank(&everything));
        prop_assert_eq!(best(&wide, selection(&levels)), best(&everything, selection(&levels)));
    }

    #[test]
    fn a_narrow_beam_finds_the_best_images_if_each_counts_for_itself(
        reds_of_each in prop::sample::subsequence((0u8..100).collect::<Vec<_>>(), 3..9).prop_shuffle(),
        p_nc in prop::collection::vec(0u8..100, 9),
        length in 2usize..5,
    ) {
        prop_assume!(reds_of_each.len() + 1 >= length);
        let levels: Vec<_> = reds_of_each.into_iter().zip(p_nc).collect();
        let everything = best(&Search::new(ByLevels::new(mean), size(length)), selection(&levels));
        let narrow = best(&beam(ByLevels::new(mean), length, 8), selection(&levels));
        prop_assert!((narrow.p_qualified().get() - everything.p_qualified().get()).abs() < 1e-6);
    }

    #[test]
    fn no_sequence_is_scored_twice_and_their_number_is_bounded(
        levels in levels(4..12),
        length in 2usize..6,
        width in 1usize..6,
    ) {
        prop_assume!(levels.len() + 1 >= length);
        let scorer = ByLevels::new(tangled);
        let ranked = beam(&scorer, length, width).rank(&selection(&levels)).unwrap();
        let calls = scorer.calls();
        let scored: Vec<_> = calls.iter().flatten().collect();
        prop_assert_eq!(scored.iter().collect::<BTreeSet<_>>().len(), scored.len());
        prop_assert_eq!(scored.len(), ranked.len());
        prop_assert!(scored.len() <= (length - 1) * width * levels.len());
        prop_assert!(calls.len() < length, "one call a place");
    }

    #[test]
    fn is_never_worse_than_a_random_sequence(levels in levels(3..8), seed: u64) {
        let random = Assemble::new(size(4), seed).run_one(selection(&levels)).unwrap().next().unwrap();
        let reds: Vec<u8> = random.images().iter().map(|c| c.image.pixels()[0]).collect();
        let found = best(&Search::new(ByLevels::new(tangled), size(4)), selection(&levels));
        prop_assert!(found.p_qualified() >= probability(tangled(&reds)));
    }

    #[test]
    fn the_ranking_falls_and_ties_go_by_candidate(levels in levels(2..8)) {
        let coarse = |levels: &[u8]| (tangled(levels) * 4.0).round() / 4.0;
        let ranked = Search::new(ByLevels::new(coarse), size(3)).rank(&selection(&levels)).unwrap();
        let key = |r: &Ranked| {
            let indices: Vec<usize> = r.images.iter().map(|id| id.as_str().parse().unwrap()).collect();
            (std::cmp::Reverse(r.p_qualified), indices)
        };
        prop_assert!(ranked.is_sorted_by_key(key));
        prop_assert_eq!(ranked.len(), levels.len() * (levels.len() - 1));
    }
}

fn levels(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0u8..100, 0u8..100), count)
}
