import Linux
import TestSupport
import Testing

@Suite struct ProcessTests {
    @Test func `a cloned child is waited for through its descriptor`() throws {
        switch try cloneProcess() {
        case .child: CurrentProcess.exit(7)
        case .parent(let process, let descriptor):
            let ended = try #require(try waitForChild(.descriptor(descriptor.number)))
            #expect(ended.process == process)
            #expect(ended.end == .exited(7))
        }
    }

    @Test func `a killed child tells its signal`() throws {
        switch try cloneProcess() {
        case .child:
            pause(nanoseconds: 20_000_000_000)
            CurrentProcess.exit(0)
        case .parent(_, let descriptor):
            try sendSignal(SignalNumber.kill, to: descriptor)
            #expect(try waitForChild(.descriptor(descriptor.number))?.end == .signalled(9))
        }
    }

    @Test func `an executed program gets its arguments and environment and nothing more`() throws {
        let pipe = try Pipe()
        let block = try ExecutionBlock(arguments: ["sh", "-c", "echo $0 $A; exit 3", "zero"], environment: ["A=b c"])
        switch try cloneProcess() {
        case .child:
            try placeDescriptor(pipe.writeEnd.number, at: 1)
            _ = block.execute("/bin/sh")
            CurrentProcess.exit(99)
        case .parent(_, let descriptor):
            #expect(try waitForChild(.descriptor(descriptor.number))?.end == .exited(3))
            #expect(try String(decoding: pipe.readEnd.read(upTo: 100), as: UTF8.self) == "zero b c\n")
        }
    }

    @Test func `a text with a NUL byte is no argument`() throws {
        #expect(throws: SystemCallError.self) { _ = try ExecutionBlock(arguments: ["a\0b"], environment: []) }
    }

    @Test func `descriptors travel with a message`() throws {
        let pair = try LocalSocket.pair(.sequencedPackets)
        let pipe = try Pipe()
        try pair.first.send([1, 2, 3], descriptors: [pipe.writeEnd.number])
        var message = try pair.second.receive(upTo: 16)
        #expect(message.bytes == [1, 2, 3])
        #expect(message.descriptors.count == 1)
        if let writer = message.descriptors.take() { try writer.write("x") }
        #expect(try pipe.readEnd.read(upTo: 8) == [120])
    }

    @Test func `a message that does not fit closes what came with it`() throws {
        let pair = try LocalSocket.pair(.sequencedPackets)
        let pipe = try Pipe()
        try pair.first.send([1, 2, 3, 4], descriptors: [pipe.writeEnd.number])
        #expect(throws: SystemCallError.self) { _ = try pair.second.receive(upTo: 2) }
    }

    @Test func `a socket path longer than an address holds is reached`() throws {
        let directory = try TemporaryDirectory("socket")
        let long = "\(directory.path)/" + String(repeating: "d", count: 120)
        try makeDirectory(long)
        let listener = try LocalSocket.listen(.stream, at: "\(long)/s")
        let client = try LocalSocket.connect(.stream, to: "\(long)/s")
        let server = try LocalSocket.accept(listener)
        try client.write("hello")
        #expect(try server.read(upTo: 9) == Array("hello".utf8))
        #expect(try LocalSocket.peer(of: server).process == CurrentProcess.identifier)
    }

    @Test func `a loop is woken by the counter and by the timer`() throws {
        let epoll = try Epoll()
        let counter = try EventDescriptor()
        let timer = try TimerDescriptor()
        try epoll.add(counter.descriptor.number, .readable, token: 11)
        try epoll.add(timer.descriptor.number, .readable, token: 12)
        try counter.signal()
        #expect(try epoll.wait().map(\.token) == [11])
        #expect(try counter.take() == 1)
        try timer.set(nanoseconds: 1_000_000)
        #expect(try epoll.wait().map(\.token) == [12])
        #expect(try timer.take() == 1)
        #expect(try epoll.wait(milliseconds: 0).isEmpty)
    }

    @Test func `both ends of a terminal agree on its size`() throws {
        let master = try Terminal.openMaster()
        let peer = try Terminal.openPeer(of: master)
        try Terminal.setSize(WindowSize(rows: 33, columns: 77), of: master.number)
        #expect(try Terminal.size(of: peer.number) == WindowSize(rows: 33, columns: 77))
        #expect(Terminal.isTerminal(peer.number))
        try TerminalMode(of: peer).makeRaw(on: peer.number)
    }

    @Test func `a limit is read back as it was set`() throws {
        let old = try ResourceLimit.current(.core)
        try ResourceLimit(soft: 0, hard: old.hard).apply(to: .core)
        #expect(try ResourceLimit.current(.core).soft == 0)
        #expect(ResourceLimit.Resource(name: "RLIMIT_NOFILE") == .openFiles)
    }
}
