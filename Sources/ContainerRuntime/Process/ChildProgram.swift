internal import Linux

/// A program run to its end, with its output kept for an error message: hooks, newuidmap.
enum ChildProgram {
    struct Outcome {
        let end: ProcessEnd
        /// The last of what it wrote to its output and error streams.
        let output: String
        let timedOut: Bool
    }

    /// `seconds`: after so long it is killed. `input` is its standard input.
    static func run(
        _ path: String, arguments: [String], environment: [String], input: [UInt8] = [], seconds: Int? = nil,
        outputFile: String? = nil, errorFile: String? = nil
    ) throws(RuntimeError) -> Outcome {
        let block = try doing("run", path) { () throws(SystemCallError) in
            try ExecutionBlock(arguments: arguments, environment: environment)
        }
        // Memory files instead of pipes: a program that leaves its streams to a child of its own holds nobody up.
        let streams = try doing("run", path) { () throws(SystemCallError) in
            try Streams(input: input, outputFile: outputFile, errorFile: errorFile)
        }
        let child = try doing("run", path) { () throws(SystemCallError) in try cloneProcess() }
        switch consume child {
        case .child:
            execute(path, block, streams)
        case .parent(_, let descriptor):
            var timedOut = false
            do throws(SystemCallError) {
                if let seconds {
                    let milliseconds = CInt(clamping: min(seconds, 1 << 32) * 1000)
                    if try waitUntilReady(descriptor.number, .readable, milliseconds: milliseconds).isEmpty {
                        timedOut = true
                        try sendSignal(SignalNumber.kill, to: descriptor)
                    }
                }
                guard let ended = try waitForChild(.descriptor(descriptor.number)) else {
                    throw SystemCallError(call: "waitid", subject: path, errno: .noChild)
                }
                return Outcome(end: ended.end, output: streams.text(), timedOut: timedOut)
            } catch { throw RuntimeError(doing: "run", subject: path, cause: error) }
        }
    }

    private static func execute(
        _ path: String, _ block: consuming ExecutionBlock, _ streams: consuming Streams
    ) -> Never {
        do throws(SystemCallError) {
            try placeDescriptor(streams.input.number, at: 0)
            try placeDescriptor(streams.output.number, at: 1)
            try placeDescriptor(streams.error.number, at: 2)
            try markCloseOnExec(from: 3)
            SignalSet.resetActions()
            try SignalSet.none.makeMask()
            let reason = block.execute(path)
            try streams.output.write("execve \(path): \(reason.words)")
        } catch {
            // Nobody is left to be told: the exit status says that it did not run.
        }
        CurrentProcess.exit(127)
    }

    struct Streams: ~Copyable {
        let input: Descriptor
        let output: Descriptor
        let error: Descriptor

        /// With files what is written is added to them.
        init(input bytes: [UInt8], outputFile: String?, errorFile: String?) throws(SystemCallError) {
            let input = try memoryFile("input")
            try input.write(bytes)
            try input.seek(to: 0)
            let output = try memoryFile("output")
            let copy = try output.duplicate()
            let files = (try Self.number(errorFile), try Self.number(outputFile))
            self.input = input
            error = Self.first(files.0, copy)
            self.output = Self.first(files.1, output)
        }

        private static func number(_ path: String?) throws(SystemCallError) -> CInt? {
            guard let path, !path.isEmpty else { return nil }
            return try open(path, [.writeOnly, .create, .append], mode: 0o644).release()
        }

        private static func first(_ file: CInt?, _ other: consuming Descriptor) -> Descriptor {
            guard let file else { return other }
            return Descriptor(owning: file)
        }

        func text() -> String {
            // Words for an error message: without them it is only shorter.
            guard let size = try? error.status().size, (try? error.seek(to: max(0, size - 1000))) != nil,
                let bytes = try? error.read(upTo: 1000)
            else { return "" }
            var text = String(decoding: bytes, as: UTF8.self)
            while let last = text.last, last.isWhitespace { text.removeLast() }
            return text
        }
    }
}
