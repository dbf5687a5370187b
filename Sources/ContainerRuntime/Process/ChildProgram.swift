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
        _ path: String, arguments: [String], environment: [String], input: [UInt8] = [], seconds: Int? = nil
    ) throws(RuntimeError) -> Outcome {
        let block = try doing("run", path) { () throws(SystemCallError) in
            try ExecutionBlock(arguments: arguments, environment: environment)
        }
        // Memory files instead of pipes: a program that leaves its streams to a child of its own holds nobody up.
        let streams = try doing("run", path) { () throws(SystemCallError) in try Streams(input: input) }
        let child = try doing("run", path) { () throws(SystemCallError) in try cloneProcess() }
        switch consume child {
        case .child:
            execute(path, block, streams)
        case .parent(_, let descriptor):
            var timedOut = false
            do throws(SystemCallError) {
                if let seconds {
                    let milliseconds = CInt(clamping: seconds * 1000)
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
            try placeDescriptor(streams.output.number, at: 2)
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

        init(input bytes: [UInt8]) throws(SystemCallError) {
            let input = try memoryFile("input")
            try input.write(bytes)
            try input.seek(to: 0)
            let output = try memoryFile("output")
            self.input = input
            self.output = output
        }

        func text() -> String {
            // Words for an error message: without them it is only shorter.
            guard let size = try? output.status().size, (try? output.seek(to: max(0, size - 1000))) != nil,
                let bytes = try? output.read(upTo: 1000)
            else { return "" }
            var text = String(decoding: bytes, as: UTF8.self)
            while let last = text.last, last.isWhitespace { text.removeLast() }
            return text
        }
    }
}
