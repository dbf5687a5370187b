internal import CLinux
internal import Glibc

/// A file that gets its name when it is whole: until then it has none (`O_TMPFILE`), and a killed process leaves nothing of it.
///
/// Where the file system knows no such files it is written under a name beside its place (``Leftovers``). A name that is taken is replaced
/// in one step: a reader sees the old file or the new one.
public final class UnnamedFile: Sendable {
    /// Where it is to be; a symlink at the end has been followed.
    public let path: String
    public let descriptor: Descriptor
    /// Its name until it is whole, where it has one.
    private let temporary: String?

    public init(_ path: String, mode: UInt32 = 0o644) throws(SystemCallError) {
        var target = path
        for _ in 0..<40 {
            // What cannot be looked at is told when the file is made.
            guard (try? status(of: target, followingLinks: false).kind) == .symlink else { break }
            let next = try readSymlink(target).display
            target = next.hasPrefix("/") ? next : Self.directory(of: target) + "/" + next
        }
        self.path = target
        do throws(SystemCallError) {
            descriptor = try open(Self.directory(of: target), [.readWrite, .temporary], mode: mode)
            temporary = nil
        } catch {
            // EISDIR, EOPNOTSUPP: not on this file system, or not in this kernel.
            guard error.errno == .isDirectory || error.errno.rawValue == EOPNOTSUPP else { throw error }
            let name = Leftovers.name(for: target)
            descriptor = try open(name, [.readWrite, .create, .exclusive, .noFollow], mode: mode)
            temporary = name
        }
        _ = try DirectoryLock.take(descriptor)
    }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Gives it its name. With `flush` it is on the disk by then.
    public func place(flush: Bool = true) throws(SystemCallError) {
        if flush { try descriptor.flush() }
        if let temporary { return try rename(temporary, to: path) }
        do throws(SystemCallError) { try link(path) } catch {
            guard error.errno == .exists else { throw error }
            // linkat(2) replaces nothing: the name between the two calls is swept by the next one for this place.
            let name = Leftovers.name(for: path)
            try link(name)
            do throws(SystemCallError) { try rename(name, to: path) } catch {
                // The first error is the one to report.
                try? removeFile(name)
                throw error
            }
        }
    }

    private func link(_ name: String) throws(SystemCallError) {
        try unsafe descriptor.procPath.withPath { (existing) throws(SystemCallError) in
            _ = try unsafe checkPath("linkat", name) { unsafe apus_linkat(AT_FDCWD, existing, AT_FDCWD, $0, AT_SYMLINK_FOLLOW) }
        }
    }

    /// Nothing of it is to stay.
    public func abandon() {
        // After a rename there is nothing of that name; another failure leaves what the next one sweeps.
        if let temporary { try? removeFile(temporary) }
    }
}
