internal import ContainerEngine
internal import Linux

/// What a user types that others are not to see.
enum SecretInput {
    /// All of standard input, without the line break at its end.
    static func all() throws(EngineError) -> String {
        var bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try withInput { (input) throws(SystemCallError) in try input.readAll(limit: 1 << 20) }
        } catch { throw EngineError("reading the password from standard input", error) }
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Asks for one line; `hidden` shows nothing of it.
    static func ask(_ question: String, hidden: Bool) throws(EngineError) -> String {
        do throws(SystemCallError) {
            let mode = Terminal.isTerminal(0) && hidden ? try TerminalMode(of: 0) : nil
            Console.write(question, to: 2)
            if let mode { try mode.hideInput(on: 0) }
            defer {
                if let mode {
                    _ = try? mode.restore(on: 0)  // the terminal may be gone
                    Console.write("\n", to: 2)
                }
            }
            return try line()
        } catch { throw EngineError("reading the answer to \"\(question)\"", error) }
    }

    /// Standard input stays open.
    private static func withInput(
        _ body: (borrowing Descriptor) throws(SystemCallError) -> [UInt8]
    ) throws(SystemCallError) -> [UInt8] {
        let input = Descriptor(owning: 0)
        let result: Result<[UInt8], SystemCallError>
        do throws(SystemCallError) { result = .success(try body(input)) } catch { result = .failure(error) }
        _ = input.release()
        return try result.get()
    }

    private static func line() throws(SystemCallError) -> String {
        var bytes = try withInput { (input) throws(SystemCallError) in
            var bytes: [UInt8] = []
            while bytes.count < 65536, let byte = try input.read(upTo: 1).first, byte != 10 { bytes.append(byte) }
            return bytes
        }
        if bytes.last == 13 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
