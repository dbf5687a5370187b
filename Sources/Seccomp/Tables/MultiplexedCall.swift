/// A call that some architectures also, or only, make through `socketcall(2)` or `ipc(2)`, whose first argument says
/// which. A rule about such a call has to hold on both ways, as libseccomp does it.
struct MultiplexedCall {
    /// `socketcall` or `ipc`.
    let gate: String
    /// What the gate's first argument is for this call (`linux/net.h`, `linux/ipc.h`).
    let selector: UInt64

    /// Which architectures have the gates.
    static func applies(to architecture: SystemCallArchitecture) -> Bool {
        architecture == .x86 || architecture == .s390x || architecture == .ppc64le
    }

    /// Name, gate and selector.
    private static let rows: StaticString = """
        accept      socketcall  5
        accept4     socketcall 18
        bind        socketcall  2
        connect     socketcall  3
        getpeername socketcall  7
        getsockname socketcall  6
        getsockopt  socketcall 15
        listen      socketcall  4
        msgctl      ipc        14
        msgget      ipc        13
        msgrcv      ipc        12
        msgsnd      ipc        11
        recv        socketcall 10
        recvfrom    socketcall 12
        recvmmsg    socketcall 19
        recvmsg     socketcall 17
        semctl      ipc         3
        semget      ipc         2
        semop       ipc         1
        semtimedop  ipc         4
        send        socketcall  9
        sendmmsg    socketcall 20
        sendmsg     socketcall 16
        sendto      socketcall 11
        setsockopt  socketcall 14
        shmat       ipc        21
        shmctl      ipc        24
        shmdt       ipc        22
        shmget      ipc        23
        shutdown    socketcall 13
        socket      socketcall  1
        socketpair  socketcall  8
        """

    static func find(_ name: String) -> MultiplexedCall? {
        // 12 bytes of name, 11 of gate, 2 of selector, the line's end
        guard let offset = SortedRows.find(name, in: rows, width: 26, nameWidth: 12) else { return nil }
        return rows.withUTF8Buffer { bytes in
            let tens = unsafe bytes[offset + 23]
            let ones = unsafe UInt64(bytes[offset + 24] - 48)
            return MultiplexedCall(
                gate: unsafe bytes[offset + 12] == UInt8(ascii: "i") ? "ipc" : "socketcall",
                selector: tens == UInt8(ascii: " ") ? ones : UInt64(tens - 48) * 10 + ones)
        }
    }
}
