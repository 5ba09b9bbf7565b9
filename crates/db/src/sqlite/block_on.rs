//! Polls a job to its end on the thread that owns the connection.
//!
//! Statements are answered at once there; a job that waits for something else parks the thread.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

/// A waker for the current thread; made once per thread.
pub(super) fn waker() -> Waker {
    Waker::from(Arc::new(Unpark(thread::current())))
}

/// Runs a future to its end. `None` when it panicked.
pub(super) fn block_on<F: Future>(waker: &Waker, future: F) -> Option<F::Output> {
    // A panicking job is dropped whole and its savepoint rolled back, so nothing half-done is seen again.
    catch_unwind(AssertUnwindSafe(|| {
        let mut future = pin!(future);
        let mut context = Context::from_waker(waker);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return output,
                Poll::Pending => thread::park(),
            }
        }
    }))
    .ok()
}
