import Foundation
import Synchronization

/// SIGTERM and SIGINT as calls of a function, from the moment in which this is made until they are given back.
///
/// A signal's handler writes a byte into a pipe, which a thread reads. Dispatch's sources would be shorter, but on Linux
/// they lose signals: one is ignored until their own thread has come as far as asking for it.
///
/// There is one for a process: of two that live at the same time the later gets the signals.
package final class EndSignals: Sendable {
    private let writer: Int32

    /// Takes the signals from now on.
    ///
    /// Where the system has no pipe left the signals keep their usual meaning.
    ///
    /// - Parameter handler: called for each, one after the other, on a thread of its own.
    package init(_ handler: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            writer = -1
            return
        }
        let reader = ends[0]
        writer = ends[1]
        // Programs that are started keep neither end open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must not wait for room.
        _ = fcntl(writer, F_SETFL, O_NONBLOCK)
        Thread.detachNewThread { Self.read(reader, handler) }
        signalPipe.store(writer, ordering: .sequentiallyConsistent)
        for number in [SIGTERM, SIGINT] { signal(number, tellPipe) }
    }

    private static func read(_ reader: Int32, _ handler: () -> Void) {
        var byte: UInt8 = 0
        while true {
            let count = Foundation.read(reader, &byte, 1)
            if count == 1 {
                handler()
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        close(reader)
    }

    /// Gives the signals back their usual meaning: they end the process. To be called once.
    package func restore() {
        for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
        guard
            signalPipe.compareExchange(
                expected: writer, desired: -1, ordering: .sequentiallyConsistent
            ).exchanged, writer >= 0
        else { return }
        close(writer)
    }
}

/// The pipe's end that the handler writes to; -1 for none.
private let signalPipe = Atomic<Int32>(-1)

/// What a signal does: nothing but what POSIX allows in a handler.
private func tellPipe(_: Int32) {
    let saved = errno
    let writer = signalPipe.load(ordering: .sequentiallyConsistent)
    var byte: UInt8 = 1
    if writer >= 0 { _ = write(writer, &byte, 1) }
    errno = saved
}
