//! Reading and decoding on a thread of its own, while the models work on the batch before.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// What `read` makes of `items`, `size` of them at a time, in their order.
///
/// It runs on a thread of `scope` and is one batch ahead of who receives, so that at most two batches
/// are in memory. The thread ends with the items, or when nobody wants its batches any more.
pub(crate) fn batches<'scope, I, B>(
    scope: &'scope Scope<'scope, '_>,
    items: I,
    size: NonZeroUsize,
    read: impl Fn(Vec<I::Item>) -> B + Send + 'scope,
) -> Receiver<B>
where
    I: Iterator + Send + 'scope,
    B: Send + 'scope,
{
    // No buffer: the thread is one batch ahead as it is.
    let (sender, receiver) = sync_channel(0);
    scope.spawn(move || send_all(items, size.get(), read, &sender));
    receiver
}

fn send_all<I: Iterator, B>(
    mut items: I,
    size: usize,
    read: impl Fn(Vec<I::Item>) -> B,
    sender: &SyncSender<B>,
) {
    loop {
        let batch: Vec<I::Item> = items.by_ref().take(size).collect();
        if batch.is_empty() || sender.send(read(batch)).is_err() {
            return;
        }
    }
}
