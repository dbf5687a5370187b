internal import Linux

/// One of the kernel's files in the directory of a group.
struct ControlFile {
    let path: String

    init(_ place: ControlGroup.Place, _ name: String) { path = place.directory + "/" + name }
    init(_ directory: String, _ name: String) { path = directory + "/" + name }

    /// Writes one value. A file that is missing is an error that tells which controller it belongs to.
    func write(_ value: String, doing: @autoclosure () -> String) throws(ControlGroupError) {
        do throws(SystemCallError) { try writeControlFile(path, value) } catch {
            throw failure(error, value: value, doing: doing())
        }
    }

    /// Writes and answers what the kernel refused, for callers that know another way.
    func attempt(_ value: String) -> Errno? {
        do throws(SystemCallError) {
            try writeControlFile(path, value)
            return nil
        } catch { return error.errno }
    }

    func read() throws(ControlGroupError) -> String {
        do throws(SystemCallError) {
            return String(decoding: try readFile(path, limit: 1 << 22), as: UTF8.self)
        } catch {
            throw ControlGroupError(doing: "read", file: path, error)
        }
    }

    /// The contents, or nil when there is no such file or it cannot be read: for figures that need not be there.
    func readIfPresent() -> String? {
        do throws(SystemCallError) {
            return String(decoding: try readFile(path, limit: 1 << 22), as: UTF8.self)
        } catch { return nil }
    }

    /// The only number in the file; `max` is the largest there is.
    func numberIfPresent() -> UInt64? { readIfPresent().flatMap { Self.number($0) } }

    static func number(_ text: some StringProtocol) -> UInt64? {
        var end = text.endIndex
        while end > text.startIndex, text[text.index(before: end)].isWhitespace { end = text.index(before: end) }
        let word = text[..<end]
        return word == "max" ? .max : UInt64(word)
    }

    /// The number after a key in a file of lines `key number`.
    static func number(of key: String, in text: String) -> UInt64? {
        for line in text.split(separator: "\n") {
            guard line.hasPrefix(key) else { continue }
            let rest = line.dropFirst(key.count)
            guard rest.first == " " else { continue }
            return number(rest.dropFirst())
        }
        return nil
    }

    func failure(_ error: SystemCallError, value: String, doing: String) -> ControlGroupError {
        let shown = value.split(separator: "\n").first.map { String($0) } ?? value
        switch error.errno {
        case .noEntry:
            return ControlGroupError(
                .missingController, doing: doing, file: path,
                cause: "there is no such file: the controller `\(controllerName)` is not enabled for this group, or "
                    + "this kernel lacks the setting")
        case .perm, .access:
            return ControlGroupError(.notPermitted, doing: doing, file: path, cause: error.errno.words)
        default:
            return ControlGroupError(
                .refused, doing: doing, file: path, cause: "the kernel refuses `\(shown)`: \(error.errno.words)")
        }
    }

    private var controllerName: Substring {
        let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        return name.prefix { $0 != "." }
    }
}
