internal import Linux

/// The home of a user by the container's own `/etc/passwd`, for a program without `HOME`.
enum HomeDirectory {
    /// `/` where nothing says more. The file is the image's: a fifo must not hang us, a giant must not fill memory.
    static func of(_ user: UInt32) -> String {
        let careful = Safeguard.userList.isOn
        guard let file = try? open("/etc/passwd", careful ? [.readOnly, .nonBlocking] : .readOnly),
            !careful || (try? file.status())?.kind == .file, let bytes = try? file.readAll(limit: careful ? 1 << 20 : 1 << 40)
        else { return "/" }
        for line in bytes.split(separator: 10) {
            let fields = line.split(separator: 58, omittingEmptySubsequences: false)  // ":"
            guard fields.count > 5, let number = UInt32(String(decoding: fields[2], as: UTF8.self)), number == user,
                !fields[5].isEmpty
            else { continue }
            return String(decoding: fields[5], as: UTF8.self)
        }
        return "/"
    }
}
