internal import Glibc

/// Puts a whole file in place under its final name in one step: written to a temporary name beside it, then renamed.
/// A reader sees the old contents or the new ones, never a part. With `flush` it is on the disk before this returns.
public func replaceFile(
    _ path: String, with bytes: [UInt8], mode: UInt32 = 0o644, flush: Bool = false,
    at directory: CInt = currentDirectory
) throws(SystemCallError) {
    let temporary = "\(path).tmp.\(getpid())"
    do throws(SystemCallError) {
        let file = try open(temporary, [.writeOnly, .create, .truncate, .noFollow], mode: mode, at: directory)
        do throws(SystemCallError) { try file.write(bytes) } catch {
            throw SystemCallError(call: error.call, subject: temporary, errno: error.errno)
        }
        if flush { try file.flush() }
        try rename(temporary, to: path, at: directory, newAt: directory)
    } catch {
        // The first error is the one to report; the temporary file may not even exist.
        _ = try? removeFile(temporary, at: directory)
        throw error
    }
    if flush { try flushDirectory(of: path, at: directory) }
}

/// Flushes the directory that holds `path`, so that a new or renamed entry outlives a power cut.
public func flushDirectory(of path: String, at directory: CInt = currentDirectory) throws(SystemCallError) {
    let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try open(parent, [.readOnly, .directory], at: directory).flush()
}
