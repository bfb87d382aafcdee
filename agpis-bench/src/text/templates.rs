//! Wordings of English feedback, after the name of the rule. The first three of a rule use all that can be
//! known; the others are for a violation of which less is known.

/// Where a single image is at fault.
pub(super) const ONE: &[&str] =
    &["image {k}", "see image {k}", "this is about image {k}", "image {k} does not pass"];
/// Where two images do not go together.
pub(super) const TWO: &[&str] =
    &["images {i} and {j}", "see images {i} and {j}", "compare image {i} with image {j}"];
/// Where the first image does not belong first.
pub(super) const FIRST: &[&str] = &["image {i}", "see image {i}", "image {i} should not come first"];
/// Where it takes all images to see it.
pub(super) const ALL: &[&str] = &["all images", "this is about all images", "see all images together"];

pub(super) const TEMPLATES: [(&str, &[&str]); 47] = [
    (
        "S01",
        &[
            "image {k} has a {what} watermark {loc}",
            "in image {k} there is a {what} watermark {loc}",
            "please remove the {what} watermark {loc} in image {k}",
            "image {k} has a {what} watermark",
            "image {k} has a watermark {loc}",
        ],
    ),
    (
        "S02",
        &[
            "image {k} shows a {what} logo {loc}",
            "a {what} logo was put {loc} in image {k}",
            "in image {k} a {what} logo was added {loc}",
            "image {k} shows a {what} logo",
            "image {k} shows a logo {loc}",
        ],
    ),
    (
        "S03",
        &[
            "image {k} has {what} text {loc}",
            "in image {k} there is {what} text {loc}",
            "{what} text was written {loc} in image {k}",
            "image {k} has {what} text",
            "image {k} has text {loc}",
        ],
    ),
    (
        "S04",
        &[
            "image {k} has a {what} {loc}",
            "in image {k} there is a {what} {loc}",
            "please remove the {what} {loc} in image {k}",
            "image {k} has a {what}",
            "image {k} has an advertisement {loc}",
        ],
    ),
    (
        "S05",
        &[
            "image {k} has a {what} border",
            "there is a {what} frame around image {k}",
            "please cut away the {what} border of image {k}",
            "image {k} has a border",
        ],
    ),
    (
        "S06",
        &[
            "image {k} contains {what} {loc}",
            "in image {k} there is more than one shot: {what} {loc}",
            "image {k} combines several shots, {what} {loc}",
            "image {k} combines several shots: {what}",
            "image {k} is not one shot but {what}",
            "image {k} has another shot {loc}",
        ],
    ),
    (
        "S07",
        &[
            "image {k} shows a {what} {loc}",
            "there is a {what} {loc} in image {k}",
            "please remove the {what} {loc} in image {k}",
            "image {k} shows a {what}",
            "image {k} tells how to reach the seller {loc}",
        ],
    ),
    (
        "S08",
        &[
            "image {k} is {what}",
            "image {k} is not sharp, it is {what}",
            "the product in image {k} is {what}",
            "image {k} is not sharp",
        ],
    ),
    (
        "S09",
        &[
            "image {k} looks {what}",
            "the picture in place {k} is {what}",
            "image {k} is too small and looks {what}",
            "image {k} has too few pixels",
        ],
    ),
    (
        "S10",
        &[
            "image {k} has {what} around the product {loc}",
            "the edges in image {k} show {what} {loc}",
            "{what} {loc} in image {k}, the cut-out is not clean",
            "image {k} has {what} around the product",
            "the edges in image {k} show {what}",
            "the edges in image {k} are not clean {loc}",
        ],
    ),
    (
        "S11",
        &[
            "image {k} is {what}",
            "the product in image {k} is {what}",
            "please light it better, image {k} is {what}",
            "the light of image {k} is wrong",
        ],
    ),
    (
        "S12",
        &[
            "image {k} has a {what} tint",
            "the whole of image {k} looks {what}",
            "white is not white but {what} in image {k}",
            "the colours of image {k} are not true",
        ],
    ),
    (
        "S13",
        &[
            "image {k} shows {what} behind the product",
            "there is {what} in the background of image {k}",
            "the background of image {k} is not plain: {what}",
            "image {k} needs a plain background",
        ],
    ),
    (
        "S14",
        &[
            "image {k} has a {what} {loc}",
            "there is a {what} {loc} in image {k}",
            "please avoid the {what} {loc} in image {k}",
            "image {k} has a {what}",
            "there is a {what} below the product in image {k}",
            "image {k} is lit too hard {loc}",
        ],
    ),
    (
        "S15",
        &[
            "in image {k} the product fills only about {what} of the frame",
            "the product takes just {what} of image {k}",
            "image {k} is mostly empty, the product covers {what}",
            "please move closer in image {k}",
        ],
    ),
    (
        "S16",
        &[
            "image {k} cuts off the {what} of the product",
            "in image {k} the {what} is not in the frame",
            "the {what} of the product is missing in image {k}",
            "image {k} cuts the product off {loc}",
            "in image {k} the product leaves the frame {loc}",
            "the product does not fit into image {k}, it ends {loc}",
            "the product does not fit into image {k}",
        ],
    ),
    (
        "S17",
        &[
            "in image {k} the product is {what}",
            "the product stands {what} in image {k}",
            "image {k} is not composed well, the product is {what}",
            "the product is not in the middle of image {k}",
        ],
    ),
    (
        "S18",
        &[
            "image {k} shows a {what} {loc}",
            "there is a {what} {loc} in image {k}",
            "please remove the {what} {loc} in image {k}",
            "image {k} shows a {what} beside the product",
            "there is a {what} in image {k}",
            "something that is not sold is seen {loc} in image {k}",
        ],
    ),
    (
        "S19",
        &[
            "image {k} shows a {what} {loc}",
            "a {what} can be seen {loc} in image {k}",
            "please take away the {what} {loc} in image {k}",
            "image {k} shows a {what}",
            "a {what} can be seen in image {k}",
        ],
    ),
    (
        "S20",
        &[
            "image {k} is a {what}",
            "image {k} is not a photo but a {what}",
            "there is a {what} in place of photo {k}",
            "image {k} is not a photo",
        ],
    ),
    (
        "P01",
        &[
            "images {i} and {j} are identical",
            "image {j} repeats image {i}",
            "image {j} is the same file as image {i}",
            "please replace image {j}, it is image {i} again",
        ],
    ),
    (
        "P02",
        &[
            "image {j} is image {i} {what}",
            "image {j} is only image {i}, {what}",
            "images {i} and {j} are one shot, the second {what}",
            "image {j} adds nothing to image {i}",
        ],
    ),
    (
        "P03",
        &[
            "images {i} and {j} both show the {what}",
            "image {j} shows the {what} just as image {i} does",
            "the {what} is seen from one angle in images {i} and {j}",
            "images {i} and {j} are taken from almost the same angle",
        ],
    ),
    (
        "P04",
        &[
            "image {j} is the mirror of image {i}",
            "image {j} is image {i} flipped left to right",
            "images {i} and {j} are one shot, once mirrored",
        ],
    ),
    (
        "P05",
        &[
            "the {what} {loc} of image {i} appears again in image {j}",
            "image {j} repeats the {what} that image {i} has {loc}",
            "images {i} and {j} share a {what}, {loc} in image {i}",
            "the {what} of image {i} appears again in image {j}",
            "image {j} repeats the {what} of image {i}",
            "a part of image {i} appears again in image {j}",
        ],
    ),
    (
        "P06",
        &[
            "image {i} is {what} but image {j} is {what2}",
            "the product is {what} in image {i} and {what2} in image {j}",
            "{what} in image {i}, {what2} in image {j}",
            "images {i} and {j} show two colours of the product",
        ],
    ),
    (
        "P07",
        &[
            "images {i} and {j} show different {what}",
            "the {what} in images {i} and {j} are not the same",
            "image {j} shows another model than image {i}, see the {what}",
            "images {i} and {j} show two models",
        ],
    ),
    (
        "P08",
        &[
            "images {i} and {j} differ in {what}",
            "the {what} of image {j} does not match image {i}",
            "please use the same {what} for images {i} and {j}",
            "images {i} and {j} do not look like one series",
        ],
    ),
    (
        "P09",
        &[
            "the product is {what} in image {j} than in image {i}",
            "the product looks much {what} in image {j} than in image {i}",
            "image {j} shows it far {what} than image {i}",
            "images {i} and {j} show the product at different sizes",
        ],
    ),
    (
        "P10",
        &[
            "number of pieces: {what} in image {i}, {what2} in image {j}",
            "image {i} shows {what} of it but image {j} shows {what2}",
            "the count changes from {what} in image {i} to {what2} in image {j}",
            "images {i} and {j} do not show the same number of pieces",
        ],
    ),
    (
        "M01",
        &[
            "image {i} is a close-up of the {what}; the whole view is image {j}",
            "wrong order, image {i} shows only the {what}, the whole product comes in image {j}",
            "please start with image {j}, not with the {what} in image {i}",
            "image {i} is a close-up; the whole view is image {j}",
            "please start with image {j}, image {i} is only a part",
            "the first image is a close-up of the {what}",
            "the first image is a close-up",
        ],
    ),
    (
        "M02",
        &[
            "image {i} shows the {what}; the front view is image {j}",
            "wrong order, image {i} is the {what} and image {j} the front",
            "please start with image {j}, not with the {what} in image {i}",
            "image {i} shows the {what}",
            "the sequence starts with the {what} in image {i}",
            "the front should come first",
        ],
    ),
    (
        "M03",
        &[
            "all images are parts ({what})",
            "only {what}, the whole product is never seen",
            "please add a view of the whole, these are all {what}",
            "the whole product is never seen",
        ],
    ),
    (
        "M04",
        &[
            "a close-up of the {what} is needed for a {cat}",
            "for a {cat} please show the {what} closely",
            "buyers of a {cat} want to see the {what} closely",
            "please show the {what} closely",
            "please add a close-up for this {cat}",
        ],
    ),
    (
        "M05",
        &[
            "a view of the {what} is needed for a {cat}",
            "for a {cat} please show the {what} too",
            "buyers of a {cat} want to see the {what}",
            "please show the {what} too",
            "please show this {cat} from behind",
        ],
    ),
    (
        "M06",
        &[
            "all images are taken from the {what}",
            "all images show the {what}, please turn the product",
            "only the {what} is seen, other sides are missing",
            "the images are taken from too few sides",
        ],
    ),
    (
        "M07",
        &[
            "all images have {what} in the background",
            "no image on a plain ground, only {what}",
            "please add a shot on white, all images show {what}",
            "not one image has a plain background",
        ],
    ),
    (
        "M08",
        &[
            "the title says \"{t}\", but {what} is never shown",
            "\"{t}\" in the title, yet {what} is missing in the images",
            "please show {what}, the title promises \"{t}\"",
            "{what} is never shown",
            "the title promises \"{t}\", the images do not show it all",
            "the images do not show all that is sold",
        ],
    ),
    (
        "M09",
        &[
            "the title says \"{t}\", the images show {what}",
            "\"{t}\" in the title, but the product is {what}",
            "the product looks {what}, not {t}",
            "the images show {what}",
            "the title says \"{t}\", the images do not",
        ],
    ),
    (
        "M10",
        &[
            "the title says \"{t}\", the images show a {what}",
            "\"{t}\" in the title, but this is a {what}",
            "this is a {what}, not a {t}",
            "the images show a {what}",
            "the title says \"{t}\", the images show something else",
        ],
    ),
    (
        "M11",
        &[
            "the title says \"{t}\", the images look {what}",
            "\"{t}\" in the title, but the product looks {what}",
            "this looks {what}, not {t}",
            "the images look {what}",
            "the title says \"{t}\", the images do not look so",
        ],
    ),
    (
        "M12",
        &[
            "the title says \"{t}\", the images show {what} of it",
            "\"{t}\" in the title, but the images show {what} of it",
            "please count again: \"{t}\" in the title, {what} in the images",
            "the images show {what} of it, the title promises another number",
            "the title says \"{t}\", the images show another number",
        ],
    ),
    (
        "M13",
        &[
            "the images show a {what} that the title does not include",
            "the title does not mention the {what} in the images",
            "is the {what} sold too? The title does not say",
            "the images show something that the title does not include",
        ],
    ),
    (
        "H01",
        &[
            "the proportions of image {k} are wrong, it looks {what}",
            "image {k} is {what}",
            "the product looks {what} in image {k}",
            "the proportions of image {k} are wrong",
            "image {k} was not scaled evenly",
        ],
    ),
    (
        "H02",
        &[
            "image {k} has broken blocks {loc}",
            "the file of image {k} is damaged {loc}",
            "image {k} shows coloured blocks {loc}",
            "the file of image {k} is damaged",
            "image {k} has broken blocks",
        ],
    ),
    (
        "H03",
        &[
            "the label in image {k} is in another language",
            "buyers cannot read the label in image {k}",
            "image {k} shows a label for another market",
        ],
    ),
    (
        "H04",
        &[
            "the product is upside down in image {k}",
            "image {k} stands on its head",
            "please turn image {k} the right way up",
        ],
    ),
];
