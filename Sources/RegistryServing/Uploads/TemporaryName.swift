internal import Linux
internal import Synchronization

/// Names that no other thread and no other process uses.
enum TemporaryName {
    private static let serial = Atomic<UInt64>(0)

    /// For a file that is being written; one that starts like this is never listed.
    static func next() -> String {
        let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
        return ".tmp-\(CurrentProcess.identifier)-\(number)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    }

    /// Of an upload: 32 digits that nobody guesses.
    static func upload() -> String {
        var text = ""
        for _ in 0..<2 {
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            text += String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        return text
    }

    /// Puts a whole file in place in one step, on the disk when this returns; missing directories are made.
    static func write(_ bytes: [UInt8], to name: String, in directory: String) throws(SystemCallError) {
        let temporary = "\(directory)/\(next())"
        do throws(SystemCallError) {
            let file = try openNew(temporary, in: directory)
            try file.write(bytes)
            try file.flush()
            try rename(temporary, to: "\(directory)/\(name)")
        } catch {
            // The first error is the one to report; the temporary file may not even exist.
            try? removeFile(temporary)
            throw error
        }
        try open(directory, [.readOnly, .directory]).flush()
    }

    /// A new file in a directory that may have to be made.
    static func openNew(_ path: String, in directory: String) throws(SystemCallError) -> Descriptor {
        for _ in 0..<8 {
            do throws(SystemCallError) { return try open(path, [.readWrite, .create, .exclusive, .noFollow], mode: 0o600) } catch {
                guard error.errno == .noEntry else { throw error }
                try makeDirectories(directory, mode: 0o700)
            }
        }
        throw SystemCallError(call: "openat", subject: path, errno: .noEntry)
    }
}
