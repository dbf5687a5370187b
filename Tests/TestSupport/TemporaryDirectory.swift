package import Linux
internal import Glibc

/// A directory of a test's own, removed with all that is in it when the value goes.
package struct TemporaryDirectory: ~Copyable {
    package let path: String

    package init(_ name: String = "test") throws(SystemCallError) {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        path = "\(base)/apus-\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try makeDirectories(path, mode: 0o700)
    }

    deinit {
        // A test that leaves a mount behind fails elsewhere; here nothing can be reported.
        _ = try? removeTree(path)
    }
}
