internal import ContainerState
internal import Linux

extension Worker {
    func acceptClients() {
        while true {
            // EAGAIN ends the loop; a client that went away in between is no error of ours.
            guard let socket = try? LocalSocket.accept(shared.listener, nonBlocking: true) else { return }
            // Only the user of this container and root may see or feed it.
            guard let peer = try? LocalSocket.peer(of: socket), peer.user == Credentials.effectiveUser || peer.user == 0
            else { continue }
            _ = try? add(client: socket)
        }
    }

    func add(client socket: consuming Descriptor) throws(SystemCallError) {
        let client = AttachClient(socket: socket, token: nextToken)
        nextToken += 1
        try epoll.add(client.socket.number, .readable, token: client.token)
        clients.append(client)
        if shared.process != 0, !client.send(AttachMessage.started(pid: shared.process).packet) { drop(client) }
    }

    /// Reads all that a client has sent.
    func receive(from client: AttachClient) {
        while !input.isFull {
            let packet: [UInt8]
            do throws(SystemCallError) {
                packet = try client.socket.receive(upTo: AttachMessage.packetLimit, nonBlocking: true).bytes
            } catch {
                if error.errno != .again { drop(client) }
                return
            }
            guard !packet.isEmpty else { return drop(client) }
            switch AttachMessage(packet: packet) {
            case .hello(let output, let givesInput):
                client.wantsOutput = output
                client.givesInput = givesInput
                remember(client)
            case .standardInput(let bytes) where client.givesInput:
                input.append(bytes)
                flushInput()
            case .standardInputEnd where client.givesInput:
                if shared.plan.endsStandardInputWithFirstClient { input.endsAfterwards = true }
                flushInput()
            case .resize(let rows, let columns):
                if let number = shared.terminal?.number {
                    // The terminal may just be going: then its size does not matter.
                    _ = try? Terminal.setSize(WindowSize(rows: rows, columns: columns), of: number)
                }
            default: break  // a newer client's message: nothing that this version could do with it
            }
        }
    }

    /// The first client says what it wants once: the next worker, which gets the same socket, finds it in what we share.
    private func remember(_ client: AttachClient) {
        guard shared.firstClient != nil, client.token == Token.firstClient else { return }
        shared.shared[cell: SharedLayout.hello] = SharedLayout.hello(output: client.wantsOutput, input: client.givesInput)
    }

    /// What the first client told a worker before this one.
    func recall(_ client: AttachClient) {
        let said = shared.shared[cell: SharedLayout.hello]
        guard said != 0 else { return }
        client.wantsOutput = said & 2 != 0
        client.givesInput = said & 4 != 0
    }

    func drop(_ client: AttachClient) {
        _ = try? epoll.remove(client.socket.number)  // closing it does the same
        clients.removeAll { $0 === client }
        if client.givesInput, shared.plan.endsStandardInputWithFirstClient, !shared.hasTerminal {
            input.endsAfterwards = true
            flushInput()
        }
        if shared.firstClient != nil, client.token == Token.firstClient { shared.firstClient = nil }
    }

    func broadcast(_ bytes: [UInt8], stream: Int) {
        let packet = (stream == 0 ? AttachMessage.standardOutput(bytes) : .standardError(bytes)).packet
        for client in clients where client.wantsOutput {
            if !client.send(packet) { drop(client) } else { _ = try? watch(client) }
        }
    }

    func broadcast(_ message: AttachMessage) {
        let packet = message.packet
        for client in clients where !client.send(packet) { drop(client) }
    }

    /// Asks to be woken for what the client can do next.
    func watch(_ client: AttachClient) throws(SystemCallError) {
        var events: ReadyEvents = input.isFull ? [] : .readable
        if client.hasQueue { events.insert(.writable) }
        try epoll.change(client.socket.number, events, token: client.token)
    }

    func dropStuckClients() {
        let now = monotonicNanoseconds()
        for client in clients {
            if let since = client.stuckSince, now - since > AttachClient.patience { drop(client) }
        }
    }

    /// Leaves output in the pipe while a client is far behind, and takes it up again afterwards.
    func updateOutputPause() throws(SystemCallError) {
        let wanted = clients.contains { $0.isBehind }
        guard wanted != outputPaused else { return }
        outputPaused = wanted
        let events: ReadyEvents = wanted ? [] : .readable
        for token in openSources {
            let number =
                shared.terminal?.number ?? (token == Token.error ? shared.error?.number : shared.output?.number)
            if let number { try epoll.change(number, events, token: token) }
        }
    }

    /// The keeper waits for children only: one that ends at once makes it look at what we share.
    private func wakeKeeper() {
        // Without it the container's input stays open until it ends; nothing else depends on it.
        guard !keeperIsGone, let side = try? cloneProcess(asSibling: true) else { return }
        if case .child = side { CurrentProcess.exit(0) }
    }

    /// Gives the container what it takes of the waiting input.
    func flushInput() {
        let toTerminal = shared.hasTerminal
        guard let target = toTerminal ? shared.terminal.take() : shared.input.take() else { return }
        let number = target.number
        let outcome = input.flush(to: target)
        if toTerminal {
            shared.terminal = consume target
            return
        }
        switch outcome {
        case .blocked:
            if (try? epoll.add(number, .writable, token: Token.input)) == nil {
                _ = try? epoll.change(number, .writable, token: Token.input)  // it is watched already
            }
            shared.input = consume target
        case .emptied where !input.endsAfterwards:
            _ = try? epoll.remove(number)  // it need not be watched at all
            shared.input = consume target
            for client in clients { _ = try? watch(client) }
        case .emptied, .gone:
            // Closing it, here and in the keeper, is the end of the container's standard input.
            _ = try? epoll.remove(number)
            _ = consume target
            shared.shared[cell: SharedLayout.inputEnded] = 1
            wakeKeeper()
        }
    }
}
