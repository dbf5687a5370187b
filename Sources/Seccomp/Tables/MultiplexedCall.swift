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

    static func find(_ name: String) -> MultiplexedCall? {
        switch name {
        case "socket": MultiplexedCall(gate: "socketcall", selector: 1)
        case "bind": MultiplexedCall(gate: "socketcall", selector: 2)
        case "connect": MultiplexedCall(gate: "socketcall", selector: 3)
        case "listen": MultiplexedCall(gate: "socketcall", selector: 4)
        case "accept": MultiplexedCall(gate: "socketcall", selector: 5)
        case "getsockname": MultiplexedCall(gate: "socketcall", selector: 6)
        case "getpeername": MultiplexedCall(gate: "socketcall", selector: 7)
        case "socketpair": MultiplexedCall(gate: "socketcall", selector: 8)
        case "send": MultiplexedCall(gate: "socketcall", selector: 9)
        case "recv": MultiplexedCall(gate: "socketcall", selector: 10)
        case "sendto": MultiplexedCall(gate: "socketcall", selector: 11)
        case "recvfrom": MultiplexedCall(gate: "socketcall", selector: 12)
        case "shutdown": MultiplexedCall(gate: "socketcall", selector: 13)
        case "setsockopt": MultiplexedCall(gate: "socketcall", selector: 14)
        case "getsockopt": MultiplexedCall(gate: "socketcall", selector: 15)
        case "sendmsg": MultiplexedCall(gate: "socketcall", selector: 16)
        case "recvmsg": MultiplexedCall(gate: "socketcall", selector: 17)
        case "accept4": MultiplexedCall(gate: "socketcall", selector: 18)
        case "recvmmsg": MultiplexedCall(gate: "socketcall", selector: 19)
        case "sendmmsg": MultiplexedCall(gate: "socketcall", selector: 20)
        case "semop": MultiplexedCall(gate: "ipc", selector: 1)
        case "semget": MultiplexedCall(gate: "ipc", selector: 2)
        case "semctl": MultiplexedCall(gate: "ipc", selector: 3)
        case "semtimedop": MultiplexedCall(gate: "ipc", selector: 4)
        case "msgsnd": MultiplexedCall(gate: "ipc", selector: 11)
        case "msgrcv": MultiplexedCall(gate: "ipc", selector: 12)
        case "msgget": MultiplexedCall(gate: "ipc", selector: 13)
        case "msgctl": MultiplexedCall(gate: "ipc", selector: 14)
        case "shmat": MultiplexedCall(gate: "ipc", selector: 21)
        case "shmdt": MultiplexedCall(gate: "ipc", selector: 22)
        case "shmget": MultiplexedCall(gate: "ipc", selector: 23)
        case "shmctl": MultiplexedCall(gate: "ipc", selector: 24)
        default: nil
        }
    }
}
