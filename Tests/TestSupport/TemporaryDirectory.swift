package import Linux
internal import Glibc

/// A directory of a test's own, removed with all that is in it when the value goes.
package struct TemporaryDirectory: ~Copyable {
    package let path: String

    /// - Parameter place: where it is made; nil where temporary files belong.
    package init(_ name: String = "test", in place: String? = nil) throws(SystemCallError) {
        let base = unsafe place ?? getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        path = "\(base)/apus-\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try makeDirectories(path, mode: 0o700)
    }

    deinit {
        // A test that leaves a mount behind fails elsewhere; here nothing can be reported.
        _ = try? removeTree(path)
    }
}
