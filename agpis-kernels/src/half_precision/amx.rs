//! With tiles of AMX: an instruction multiplies 16 rows of 32 values with 16 columns of them. Rust has no stable functions for these
//! instructions yet, so they are written out; Linux wants to be asked before they are used.

use std::arch::asm;
use std::arch::x86_64::__cpuid_count;
use std::sync::OnceLock;

use super::{Line, PAIRS, PanelRow, Sums};

/// Rows of two tiles.
pub(super) const ROWS: usize = 32;

/// A tile's rows.
const TILE_ROWS: usize = 16;
const LINE: usize = size_of::<Line>();

/// What the tiles look like, as the instruction reads it (Intel's manual, LDTILECFG, palette 1).
#[repr(C, align(64))]
struct Shapes {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    bytes_of_row: [u16; 16],
    rows: [u8; 16],
}

/// Four tiles of sums, two of the left matrix and two of the panel, all of full size.
static SHAPES: Shapes = {
    let (mut bytes_of_row, mut rows, mut tile) = ([0; 16], [0; 16], 0);
    while tile < 8 {
        bytes_of_row[tile] = LINE as u16;
        rows[tile] = TILE_ROWS as u8;
        tile += 1;
    }
    Shapes { palette: 1, start_row: 0, reserved: [0; 14], bytes_of_row, rows }
};

/// Whether there are tiles of bf16, and the system lets this process have them.
pub(super) fn is_supported() -> bool {
    static SUPPORTED: OnceLock<bool> = OnceLock::new();
    *SUPPORTED.get_or_init(|| has_tiles() && is_permitted())
}

fn has_tiles() -> bool {
    const BF16_AND_TILE: u32 = 1 << 22 | 1 << 24;
    __cpuid_count(0, 0).eax >= 7 && __cpuid_count(7, 0).edx & BF16_AND_TILE == BF16_AND_TILE
}

/// Asks for the state of tiles, which is too large for Linux to keep for every process.
fn is_permitted() -> bool {
    const ARCH_PRCTL: i64 = 158;
    const ARCH_REQ_XCOMP_PERM: i64 = 0x1023;
    const XFEATURE_XTILEDATA: i64 = 18;
    if !cfg!(target_os = "linux") {
        return false;
    }
    let result: i64;
    // SAFETY: the call has two numbers as arguments and touches no memory.
    #[allow(unsafe_code)]
    unsafe {
        asm!("syscall", inlateout("rax") ARCH_PRCTL => result, in("rdi") ARCH_REQ_XCOMP_PERM,
             in("rsi") XFEATURE_XTILEDATA, lateout("rcx") _, lateout("r11") _, options(nostack));
    }
    result == 0
}

/// The sums of [`ROWS`] rows.
///
/// # Safety
/// [`is_supported`] was true.
#[allow(unsafe_code)]
pub(super) unsafe fn multiply(left: &[Line], panel: &[PanelRow], sums: &mut Sums) {
    let lines = left.len() / ROWS;
    assert_eq!([left.len(), panel.len()], [ROWS * lines, lines * PAIRS], "expected {ROWS} rows of pairs");
    if lines == 0 {
        sums.fill([0.0; 2 * PAIRS]);
        return;
    }
    // SAFETY: a step reads the next line of 2 · 16 rows and the next 16 rows of the panel, of which there are `lines` each, and
    // in the end 32 rows of 32 sums are written. The tiles are configured here and given back, so nobody else sees them.
    unsafe {
        asm!(
            "ldtilecfg [{shapes}]",
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{above} + {row} * 1]",
            "tileloadd tmm6, [{panel} + {two} * 1]",
            "tdpbf16ps tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{panel} + {two} * 1 + 64]",
            "tdpbf16ps tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{below} + {row} * 1]",
            "tdpbf16ps tmm2, tmm5, tmm6",
            "tdpbf16ps tmm3, tmm5, tmm7",
            "add {above}, 64",
            "add {below}, 64",
            "add {panel}, 2048",
            "dec {lines}",
            "jnz 2b",
            "tilestored [{sums} + {two} * 1], tmm0",
            "tilestored [{sums} + {two} * 1 + 64], tmm1",
            "tilestored [{sums} + {two} * 1 + 2048], tmm2",
            "tilestored [{sums} + {two} * 1 + 2112], tmm3",
            "tilerelease",
            shapes = in(reg) &raw const SHAPES,
            above = inout(reg) left.as_ptr() => _,
            below = inout(reg) left.as_ptr().add(TILE_ROWS * lines) => _,
            panel = inout(reg) panel.as_ptr() => _,
            sums = in(reg) sums.as_mut_ptr(),
            row = in(reg) lines * LINE,
            two = in(reg) 2 * LINE,
            lines = inout(reg) lines => _,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}
