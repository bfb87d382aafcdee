//! How a program ends that works on the input of strangers.

use std::error::Error;
use std::iter;
use std::process::ExitCode;

/// For `--help`.
pub(crate) const CODES: &str = "\
Exit codes:
  0  done, whatever the input was like
  1  done, with --strict, and something in the input could not be used
  2  not done: the command line, the input as a whole, the model or the output is at fault";

/// The exit code of a job that tells whether its input had faults; an error goes to stderr.
pub(crate) fn code(had_faults: Result<bool, Box<dyn Error>>, strict: bool) -> ExitCode {
    match had_faults {
        Ok(had_faults) => ExitCode::from(u8::from(strict && had_faults)),
        Err(error) => {
            eprintln!("error: {}", with_sources(&*error));
            ExitCode::from(2)
        }
    }
}

/// An error with everything that caused it.
fn with_sources(error: &dyn Error) -> String {
    let causes = iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}\n  caused by: {cause}"))
}
