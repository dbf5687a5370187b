internal import Linux
internal import Synchronization

/// Puts a record in place in one step: readers see the old one or the new one.
enum AtomicRecord {
    private static let serial = Atomic<UInt64>(0)

    /// A name that no other thread or process uses, for something unfinished.
    static func temporaryName() -> String {
        let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
        // Random bits too: process ids come again, and pid namespaces share a store.
        return ".tmp-\(CurrentProcess.identifier)-\(number)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    }

    /// Writes below a directory that exists. With `flush` file and directory are on the disk before this returns.
    static func write(
        _ bytes: [UInt8], to name: String, in directory: String, flush: Bool, refuseExisting: Bool = false
    ) throws(SystemCallError) {
        for attempt in 1... {
            let temporary = "\(directory)/\(temporaryName())"
            do throws(SystemCallError) {
                let file = try open(temporary, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o644)
                // It tells sweepers to whom this process cannot be seen that somebody is at it.
                _ = try DirectoryLock.take(file)
                try file.write(bytes)
                if flush { try file.flush() }
                try rename(temporary, to: "\(directory)/\(name)", mode: refuseExisting ? .refusing : .replacing)
                _ = consume file
                break
            } catch {
                // The first error is the one to report; the temporary file may not even exist.
                try? removeFile(temporary)
                // Swept between its making and the lock; where the directory is gone, the next attempt says so.
                if error.call.hasPrefix("rename"), error.errno == .noEntry, attempt < 4 { continue }
                throw error
            }
        }
        if flush { try open(directory, [.readOnly, .directory]).flush() }
    }
}
