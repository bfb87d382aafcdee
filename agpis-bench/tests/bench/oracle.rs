//! The oracle sees every one of the 43 rules, and nothing where there is nothing.

use agpis_bench::{
    Accessory, Blur, Cast, Collage, Colour, Cutout, Damage, Edge, Extra, ExtraKind, Family, Ground,
    ImageMeta, Material, Plan, Product, Rendition, Role, Scene, Shadow, Split, Style, Tint, review, rules,
    rules_in,
};

use super::bench;

/// A good sequence of a family without needs: the whole from three quarters, something close, the whole again.
fn good(fits: impl Fn(&Plan) -> bool) -> Plan {
    let bench = bench(8);
    let plans = (0..).map(|i| bench.plan(Split::Train, i));
    plans.filter(|plan| plan.violations.is_empty()).find(|plan| fits(plan)).unwrap()
}

fn plain_mug(plan: &Plan) -> bool {
    let plain = plan.metas.iter().all(|meta| meta.ground.is_plain() && !meta.mirrored && meta.scale > 0.6);
    let roles: Vec<Role> = plan.metas.iter().map(|meta| meta.role).collect();
    let single = plan.metas[0].pieces == 1 && plan.metas[0].accessory.is_none();
    plan.sku.family == Family::Bottle && plain && single && roles == [Role::Hero, Role::Detail, Role::Back]
}

fn setting(clutter: usize) -> Ground {
    Ground::Setting { scene: Scene::Grass, seed: 1, clutter }
}

fn extra(kind: ExtraKind) -> Extra {
    Extra { kind, area: [0.1, 0.1, 0.4, 0.4], seed: 1 }
}

fn copy(plan: &mut Plan, edit: impl Fn(&mut ImageMeta)) {
    plan.metas[2] = plan.metas[0].clone();
    edit(&mut plan.metas[2]);
}

fn seen_from(plan: &mut Plan, image: usize, azimuth: f32) {
    let meta =
        ImageMeta { azimuth, close: None, role: Role::Hero, elevation: 12.0, ..plan.metas[image].clone() };
    plan.metas[image] = meta;
}

type Edit = fn(&mut Plan);

/// What is done to a good sequence, by rule.
const EDITS: [(&str, Edit); 33] = [
    ("S06", |plan| plan.metas[1].collage = Some(Collage::SideBySide([0.0, 90.0]))),
    ("S08", |plan| plan.metas[2].blur = Some(Blur::OutOfFocus(0.03))),
    ("S09", |plan| plan.metas[2].resolution = 0.3),
    ("S10", |plan| plan.metas[0].cutout = Some(Cutout { kind: Edge::Fringe, strength: 0.5, seed: 1 })),
    ("S11", |plan| plan.metas[1].photo.exposure = 0.3),
    ("S12", |plan| plan.metas[1].tint = Some(Tint { colour: Cast::Blue, strength: 0.5 })),
    ("S13", |plan| plan.metas[0].ground = setting(0)),
    ("S13", |plan| plan.metas[1].ground = setting(3)),
    ("S14", |plan| plan.metas[0].shadow = Shadow::Hard(0.7)),
    ("S15", |plan| plan.metas[0].scale = 0.2),
    ("S16", |plan| plan.metas[0].offset = [0.0, 0.4]),
    ("S17", |plan| plan.metas[0].roll = 25.0),
    ("S18", |plan| plan.metas[1].extras = vec![extra(ExtraKind::Flower)]),
    ("S19", |plan| plan.metas[0].extras = vec![extra(ExtraKind::Tag)]),
    ("S20", |plan| plan.metas[1].rendition = Rendition::LineDrawing),
    ("H01", |plan| plan.metas[0].damage = Some(Damage::Stretched(1.5))),
    ("P01", |plan| copy(plan, |_| {})),
    ("P02", |plan| copy(plan, |meta| meta.scale *= 1.1)),
    ("P03", |plan| copy(plan, |meta| meta.azimuth += 15.0)),
    ("P04", |plan| copy(plan, |meta| meta.mirrored = !meta.mirrored)),
    ("P05", |plan| {
        let [azimuth, elevation] = [plan.metas[0].azimuth, plan.metas[0].elevation];
        plan.metas[1] = ImageMeta { azimuth, elevation, ..plan.metas[1].clone() };
    }),
    ("P06", |plan| {
        let other = if plan.metas[0].colour == Colour::Red { Colour::Blue } else { Colour::Red };
        plan.metas[1].colour = other;
    }),
    ("P07", |plan| plan.metas[1].sku.seed ^= 1),
    ("P08", |plan| {
        plan.metas[0].ground = Ground::Plain([1.0; 3]);
        plan.metas[1].ground = Ground::Plain([1.0; 3]);
        plan.metas[2].ground = Ground::Plain([0.6; 3]);
    }),
    ("P09", |plan| plan.metas[2].scale = plan.metas[0].scale / 1.85),
    ("P10", |plan| plan.metas[2].pieces = 2),
    ("M01", |plan| plan.metas.swap(0, 1)),
    ("M02", |plan| plan.metas.swap(0, 2)),
    ("M03", |plan| {
        let close = plan.metas[1].clone();
        plan.metas = vec![close.clone(), close.clone(), close];
        for (i, meta) in plan.metas.iter_mut().enumerate() {
            meta.close.as_mut().unwrap().part = i;
        }
    }),
    ("M06", |plan| (0..3).for_each(|i| seen_from(plan, i, [0.0, 31.0, -31.0][i]))),
    ("M07", |plan| {
        for (i, meta) in plan.metas.iter_mut().enumerate() {
            meta.ground = Ground::Setting { scene: Scene::Grass, seed: i as u64, clutter: 0 };
        }
    }),
    ("M08", |plan| plan.title.claims.pieces = 3),
    ("M08", |plan| plan.title.claims.accessory = Some(Accessory::Tray)),
];

const TITLE_EDITS: [(&str, Edit); 5] = [
    ("M09", |plan| {
        let other = if plan.metas[0].colour == Colour::Red { Colour::Blue } else { Colour::Red };
        plan.title.claims.colour = Some(other);
    }),
    ("M10", |plan| plan.title.claims.family = Family::Chair),
    ("M11", |plan| {
        let other =
            if Style::of(plan.sku).material == Material::Glass { Material::Metal } else { Material::Glass };
        plan.title.claims.material = Some(other);
    }),
    ("M12", |plan| plan.metas.iter_mut().for_each(|meta| meta.pieces = 2)),
    ("M13", |plan| plan.metas.iter_mut().for_each(|meta| meta.accessory = Some(Accessory::Pouch))),
];

#[test]
fn one_change_of_a_good_sequence_is_one_violation() {
    let good = good(plain_mug);
    let product = Product::new(good.sku);
    for (rule, edit) in EDITS.iter().chain(&TITLE_EDITS) {
        let mut bad = good.clone();
        edit(&mut bad);
        bad.metas = bad
            .metas
            .into_iter()
            .map(|meta| if meta.sku == good.sku { product.settle(meta) } else { meta })
            .collect();
        let found: Vec<&str> =
            review(&bad.metas, &bad.title).iter().map(|violation| violation.rule).collect();
        assert_eq!(found, [*rule], "{:?}", bad.metas);
    }
}

/// What the families ask for beside a view of the whole.
#[test]
fn a_needed_view_that_is_missing_is_a_violation() {
    for (family, missing, rule) in
        [(Family::Tote, Role::Detail, "M04"), (Family::Backpack, Role::Back, "M05")]
    {
        let whole = |meta: &ImageMeta| meta.role == missing || (meta.shows_whole() && !meta.shows_behind());
        let fits = |plan: &Plan| plan.sku.family == family && plan.metas.iter().all(whole);
        let mut plan = good(fits);
        let at = plan.metas.iter().position(|meta| meta.role == missing).unwrap();
        plan.metas.iter_mut().for_each(|meta| meta.mirrored = false);
        // From the left or from the right, whichever no other image is taken from.
        let found = [93.0, -93.0].map(|azimuth| {
            let side = ImageMeta { role: Role::Side, azimuth, close: None, ..plan.metas[at].clone() };
            plan.metas[at] = side;
            review(&plan.metas, &plan.title).iter().map(|violation| violation.rule).collect::<Vec<_>>()
        });
        assert!(found.contains(&vec![rule]), "{found:?}");
    }
}

#[test]
fn a_label_is_what_the_oracle_says() {
    let (bench, set) = (bench(8), rules());
    for index in 0..800 {
        let plan = bench.plan(Split::Train, index);
        assert_eq!(review(&plan.metas, &plan.title), plan.violations);
        let class = |rule| set.class_of(rule).unwrap_or(44);
        assert_eq!(plan.broken_rule().map_or(0, class), plan.true_class());
        assert_eq!(plan.verdict.rules().next().map_or(0, class), plan.class());
    }
}

#[test]
fn nearly_every_sequence_breaks_what_it_was_meant_to() {
    let bench = bench(8);
    let as_meant = |index: &u64| {
        bench.plan(Split::Test, *index).broken_rule().is_some() == bench.meant(Split::Test, *index).is_some()
            && bench.meant(Split::Test, *index).is_none_or(|rule| {
                bench.plan(Split::Test, *index).violations.iter().any(|violation| violation.rule == rule)
            })
    };
    let count = (0..1_000).filter(as_meant).count();
    assert!(count >= 990, "{count} of 1000");
}

#[test]
fn feedback_starts_with_the_name_of_the_first_rule_that_is_named() {
    let bench = bench(8);
    for index in 0..500 {
        let plan = bench.plan(Split::Train, index);
        let set = rules_in(plan.title.language);
        let feedback = &plan.verdict.feedback;
        match set.class(plan.class()).unwrap() {
            agpis_core::Class::Rule(rule) => assert!(feedback.starts_with(&rule.name), "{feedback}"),
            agpis_core::Class::Qualified => {
                assert!(["yes", "通过"].contains(&feedback.as_str()), "{feedback}")
            }
            agpis_core::Class::Other => {
                assert!(feedback.starts_with("Other") || feedback.starts_with("其他"), "{feedback}");
            }
        }
    }
}
