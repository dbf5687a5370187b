internal import Dispatch
internal import Linux
internal import Synchronization

/// Starts writing to the disk while a transfer is still working, so that the flush at its end finds little to do.
///
/// The kernel would begin only when a tenth of the memory is dirty. Every 128 MiB the file system is flushed in the
/// background: unpacking waits for the processor, the disk is idle meanwhile.
final class BackgroundFlush: Sendable {
    private struct State {
        var unflushed: Int64 = 0
        var isRunning = false
    }
    private static let step: Int64 = 128 << 20

    private let root: String
    /// Opened at the start: `syncfs` tells through it of every error since then, whoever's flush met it.
    private let file: OpenFile
    private let state = Mutex(State())

    init(root: String) throws(SystemCallError) {
        self.root = root
        file = OpenFile(try open(root, [.readOnly, .directory]))
    }

    func wrote(_ bytes: Int64) {
        let starts = state.withLock { state in
            state.unflushed += bytes
            guard state.unflushed >= Self.step, !state.isRunning else { return false }
            state.unflushed = 0
            state.isRunning = true
            return true
        }
        guard starts else { return }
        DispatchQueue(label: "apus.images.flush").async { [self] in
            // Only a head start: what goes wrong is told by the flush at the end.
            if let directory = try? open(root, [.readOnly, .directory]) { try? directory.flushFileSystem() }
            state.withLock { $0.isRunning = false }
        }
    }

    /// Waits until everything is on the disk.
    func finish() throws(SystemCallError) { try file.descriptor.flushFileSystem() }
}
