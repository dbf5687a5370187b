internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// What the user sees and where the user is.
enum Console {
    /// Writes a line to standard output.
    static func print(_ line: String) { write(line + "\n", to: 1) }

    /// Writes a line to standard error.
    static func complain(_ line: String) { write(line + "\n", to: 2) }

    /// Tells of something that is wrong and keeps nothing else from being done.
    static func warn(_ error: EngineError) { warn(error.message) }

    static func warn(_ text: String) { complain("Warning: \(text)") }

    static func write(_ text: String, to number: CInt) { write(Array(text.utf8), to: number) }

    static func write(_ bytes: [UInt8], to number: CInt) {
        let output = Descriptor(owning: number)
        _ = try? output.write(bytes)  // nobody reads any more: there is nobody to tell
        _ = output.release()
    }

    static func currentDirectory() throws(EngineError) -> String {
        do throws(SystemCallError) { return try readSymlink("/proc/self/cwd").display } catch {
            throw EngineError("finding the current directory", error)
        }
    }
}

/// Runs a verb on the engine: its errors become messages and exit codes.
func engineCommand(_ body: () throws(EngineError) -> Int32) throws(UsageError) -> Int32 {
    do throws(EngineError) { return try body() } catch {
        throw UsageError(error.message, exitCode: error.exitCode, pointsToHelp: false)
    }
}
