public import JSONText
internal import Linux

/// A file with one value that is written whole and recognised when it is torn.
///
/// A rename is no barrier: after a power cut a renamed file may be empty. So the text starts with one line
/// `apus-record 1 LENGTH CRC32C BOOT-ID`, then the value as JSON. A record that is not valid and was last changed in an
/// earlier boot is an unfinished object; one that is not valid in this boot is reported and kept.
public enum RecordFile {
    static let magic = "apus-record"
    static let version = 1

    public static func write(
        _ value: some Encodable, to path: String, mode: UInt32 = 0o600, flush: Bool = false,
        bootID: String? = nil
    ) throws(StateError) {
        let body: [UInt8]
        do throws(JSONError) { body = try JSON.encode(value) } catch { throw unwritable(path, error) }
        try write(body, to: path, mode: mode, flush: flush, bootID: bootID)
    }

    /// As the other, for a type that writes itself.
    public static func write(
        _ value: some JSONWritable, to path: String, mode: UInt32 = 0o600, flush: Bool = false,
        bootID: String? = nil
    ) throws(StateError) {
        let body: [UInt8]
        do throws(JSONError) { body = try JSON.encode(value) } catch { throw unwritable(path, error) }
        try write(body, to: path, mode: mode, flush: flush, bootID: bootID)
    }

    private static func write(
        _ body: [UInt8], to path: String, mode: UInt32, flush: Bool, bootID: String?
    ) throws(StateError) {
        do throws(SystemCallError) {
            let boot: String
            if let bootID { boot = bootID } else { boot = try BootIdentity.current() }
            var bytes = Array("\(magic) \(version) \(body.count) \(CRC32C.text(of: body)) \(boot)\n".utf8)
            bytes += body
            bytes.append(10)
            try replaceFile(path, with: bytes, mode: mode, flush: flush)
        } catch { throw StateError("writing the record \(path)", error) }
    }

    private static func unwritable(_ path: String, _ error: JSONError) -> StateError {
        StateError(
            "writing the record \(path)", SystemCallError(call: "encode \(error)", subject: path, errno: .invalid))
    }

    /// Reads a record, or nil when there is none.
    public static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(StateError) -> Value? {
        guard let bytes = try contents(of: path) else { return nil }
        return try decode(type, bytes, path: path)
    }

    /// As the other, for a type that reads itself.
    public static func read<Value: JSONReadable>(_ type: Value.Type, from path: String) throws(StateError) -> Value? {
        guard let bytes = try contents(of: path) else { return nil }
        let body = try body(of: bytes, path: path)
        do throws(JSONError) { return try JSON.decode(type, from: body) } catch { throw unreadable(path, error) }
    }

    public static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], path: String) throws(StateError)
        -> Value
    {
        let body = try body(of: bytes, path: path)
        do throws(JSONError) { return try JSON.decode(type, from: body) } catch { throw unreadable(path, error) }
    }

    private static func contents(of path: String) throws(StateError) -> [UInt8]? {
        do throws(SystemCallError) { return try readFile(path) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw StateError("reading the record \(path)", error)
        }
    }

    private static func unreadable(_ path: String, _ error: JSONError) -> StateError {
        StateError(.unreadable, "the record \(path) cannot be understood: \(error)")
    }

    /// The value's text, once the header line has been found right.
    private static func body(of bytes: [UInt8], path: String) throws(StateError) -> [UInt8] {
        guard let lineEnd = bytes.firstIndex(of: 10) else { throw torn(path, "it has no header line") }
        guard let header = RecordHeader(bytes[..<lineEnd]) else { throw torn(path, "its header line is not one of ours") }
        guard header.version == version else {
            throw StateError(
                .newerVersion,
                "the record \(path) has version \(header.version); this apus reads version \(version): upgrade it")
        }
        let (start, length) = (lineEnd + 1, header.length)
        guard length >= 0, bytes.count >= start + length else {
            throw torn(path, "it should hold \(length) bytes and holds \(bytes.count - start)")
        }
        let body = bytes[start..<(start + length)]
        guard CRC32C.checksum(of: body) == header.checksum else { throw torn(path, "its checksum does not match") }
        return Array(body)
    }

    /// The boot in which the record was written, as far as its first line can be read.
    public static func bootID(of path: String) -> String? {
        // What cannot be read has no boot to tell.
        guard let bytes = try? readFile(path), let end = bytes.firstIndex(of: 10) else { return nil }
        return RecordHeader(bytes[..<end])?.bootID
    }

    private static func torn(_ path: String, _ why: String) -> StateError {
        StateError(
            .unreadable,
            "the record \(path) is damaged: \(why). `apus system check` moves what a power cut left unfinished out of the way"
        )
    }
}
