/// Writes a file that a user has named: a regular one is replaced in one step (``replaceFile(_:with:mode:flush:at:)``), while a device,
/// a pipe or a link of that name stays what it is and is written to.
public func writeNamedFile(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o644) throws(SystemCallError) {
    // What cannot be looked at is told by the attempt to write it.
    if let kind = try? status(of: path, followingLinks: false).kind, kind != .file {
        return try open(path, [.writeOnly, .create, .truncate], mode: mode).write(bytes)
    }
    try replaceFile(path, with: bytes, mode: mode)
}
