internal import Linux

/// One run of `criu swrk`: it takes requests from a socket, as its own service does, and serves us alone.
///
/// It waits for ``proceed()`` before it is executed, so that it can be put into control groups.
struct CriuProcess: ~Copyable {
    let pid: Int32
    private let process: Descriptor
    private let socket: Descriptor

    /// In criu, 3 is the socket; these follow from 4 on.
    static let firstInherited: Int32 = 4

    init(_ path: String, inheriting descriptors: [Int32] = []) throws(RuntimeError) {
        let block = try doing("start", path) { () throws(SystemCallError) in
            try ExecutionBlock(arguments: ["criu", "swrk", "3"], environment: currentEnvironment())
        }
        let pair = try doing("start", path) { () throws(SystemCallError) in try LocalSocket.pair(.sequencedPackets) }
        let side = try doing("start", path) { () throws(SystemCallError) in try cloneProcess() }
        switch consume side {
        case .child: Self.execute(path, block, pair.keepingSecond(), descriptors)
        case .parent(let process, let descriptor):
            pid = process
            self.process = descriptor
            socket = pair.keepingFirst()
        }
    }

    private static func execute(
        _ path: String, _ block: consuming ExecutionBlock, _ socket: consuming Descriptor, _ descriptors: [Int32]
    ) -> Never {
        CurrentProcess.setName("apus:criu")
        do throws(RuntimeError) {
            try doing("execute", path) { () throws(SystemCallError) in
                if try socket.receive(upTo: 1).bytes.isEmpty { CurrentProcess.exit(1) }
            }
            try doing("execute", path) { () throws(SystemCallError) in
                // Out of the way first: one may have the number that another is to get.
                var numbers: [CInt] = []
                for number in [socket.number] + descriptors { numbers.append(try duplicate(number)) }
                for (index, number) in numbers.enumerated() { try placeDescriptor(number, at: CInt(3 + index)) }
                try markCloseOnExec(from: CInt(3 + numbers.count))
                SignalSet.resetActions()
                try SignalSet.none.makeMask()
                throw SystemCallError(call: "execve", subject: path, errno: block.execute(path))
            }
        } catch {
            // Nobody may be there any more to be told.
            _ = try? socket.send(BootstrapMessage.failed(error))
        }
        CurrentProcess.exit(1)
    }

    private static func duplicate(_ number: CInt) throws(SystemCallError) -> CInt {
        let descriptor = Descriptor(owning: number)
        do throws(SystemCallError) {
            let copy = try descriptor.duplicate(atLeast: 64)
            _ = descriptor.release()
            return copy.release()
        } catch {
            _ = descriptor.release()
            throw error
        }
    }

    /// Lets it be executed.
    func proceed() throws(RuntimeError) {
        try doing("start criu") { () throws(SystemCallError) in try socket.send([0]) }
    }

    /// Asks one thing, and answers what criu asks on the way. `log` is the file where criu tells of a failure.
    ///
    /// `notify` gets the name of a moment, the process that it is about, and descriptors; what it throws ends the request.
    func ask(
        _ request: CriuRequest, log: CriuLog?,
        notify: (String, Int32, inout ReceivedDescriptors) throws(RuntimeError) -> Void = { (_, _, _) in }
    ) throws(RuntimeError) -> CriuResponse {
        try doing("talk to criu") { () throws(SystemCallError) in try socket.send(request.bytes) }
        var failure: RuntimeError?
        while true {
            var message: ReceivedMessage
            do throws(SystemCallError) { message = try socket.receive(upTo: 1 << 16) } catch {
                if error.errno == .connectionReset { continue }  // told once; then comes the end
                throw RuntimeError(doing: "talk to criu", cause: error)
            }
            guard let first = message.bytes.first else {
                throw failure ?? log?.failure(request.kind, nil) ?? RuntimeError(.lost, doing: "talk to criu", cause: "it died")
            }
            if first == BootstrapMessage.Kind.failed.rawValue { throw BootstrapMessage.error(in: message.bytes) }
            let response = try CriuResponse(message.bytes)
            if response.success, let name = response.notification {
                do throws(RuntimeError) {
                    if failure == nil { try notify(name, response.process, &message.descriptors) }
                } catch {
                    // All that it has restored is dead by now, and criu would wait for it.
                    if name == "pre-resume" { throw error }
                    failure = error
                }
                try doing("talk to criu") { () throws(SystemCallError) in
                    try socket.send(CriuRequest(.notification, accepts: failure == nil).bytes)
                }
                continue
            }
            if let failure { throw failure }
            if !response.success {
                throw log?.failure(request.kind, response)
                    ?? RuntimeError(.refused, doing: "talk to criu", cause: response.message ?? "it says no more than that it failed")
            }
            return response
        }
    }

    /// Waits for its end, which comes with the end of the talk.
    consuming func finish() throws(RuntimeError) {
        do throws(SystemCallError) {
            try LocalSocket.shutDown(socket, reading: true, writing: true)
            _ = try waitForChild(.descriptor(process.number))
        } catch { throw RuntimeError(doing: "wait for criu", cause: error) }
    }

    /// Kills it and waits, after a failure that is told anyway.
    consuming func abandon() {
        _ = try? sendSignal(SignalNumber.kill, to: process)
        _ = try? waitForChild(.descriptor(process.number))
    }
}
