internal import Linux
internal import Synchronization

/// The right to work on one file, held against other processes by a record lock and inside this one by a table.
///
/// The lock dies with its process, so what a killed process was at is free at once. The file itself may be the work: a
/// partial download carries its own lock.
final class FileClaim {
    enum Outcome {
        case taken(FileClaim)
        /// The process that holds it.
        case busy(CInt)
    }

    /// Closing any descriptor of a file drops all locks that the process has on it, so no file is opened here twice.
    private static let held = Mutex<Set<String>>([])

    let path: String
    private var opened: OpenFile?

    private init(path: String, file: consuming Descriptor) {
        self.path = path
        opened = OpenFile(file)
    }

    deinit {
        // Close first: a descriptor closed after another thread claimed the file would drop that thread's lock.
        opened = nil
        let path = self.path
        Self.held.withLock { _ = $0.remove(path) }
    }

    /// The claimed file, open for reading and writing as long as the claim is held.
    var file: OpenFile { opened! }

    /// Claims a file, making it where there is none (unless `create` is false: then nil).
    static func take(_ path: String, create: Bool = true) throws(SystemCallError) -> Outcome? {
        guard held.withLock({ $0.insert(path).inserted }) else { return .busy(CurrentProcess.identifier) }
        do throws(SystemCallError) {
            let outcome = try lock(path, create: create)
            guard case .taken = outcome else {
                held.withLock { _ = $0.remove(path) }
                return outcome
            }
            return outcome
        } catch {
            held.withLock { _ = $0.remove(path) }
            throw error
        }
    }

    private static func lock(_ path: String, create: Bool) throws(SystemCallError) -> Outcome? {
        while true {
            let file: Descriptor
            do throws(SystemCallError) {
                file = try open(
                    path, create ? [.readWrite, .create, .noFollow] : [.readWrite, .noFollow], mode: 0o644)
            } catch {
                if error.errno == .noEntry, !create { return nil }
                throw error
            }
            guard try RecordLock.take(file) else {
                if let holder = try RecordLock.holder(file) { return .busy(holder) }
                continue  // let go in between
            }
            // The holder before us may have renamed or removed the file between our open and our lock.
            let mine = try file.status()
            do throws(SystemCallError) {
                let named = try status(of: path, followingLinks: false)
                if named.inode == mine.inode, named.device == mine.device {
                    return .taken(FileClaim(path: path, file: file))
                }
            } catch {
                if error.errno != .noEntry { throw error }
                if !create { return nil }
            }
        }
    }
}

/// An open file that a claim owns.
final class OpenFile: Sendable {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
