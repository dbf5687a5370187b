/// Values that have broken readers of configurations before, as JSON.
enum HostileValues {
    static func scalar(_ random: inout SeededRandom) -> [UInt8] {
        switch random.below(10) {
        case 0...3: return Array(numbers[random.below(numbers.count)].utf8)
        case 4...6: return Array("\"\(texts[random.below(texts.count)])\"".utf8)
        case 7: return [UInt8(ascii: "\"")] + piece(&random) + [UInt8(ascii: "\"")]
        case 8: return Array("\(Int64(bitPattern: random.next()) >> Int64(random.below(64)))".utf8)
        default: return Array(others[random.below(others.count)].utf8)
        }
    }

    /// For the inside of a text.
    static func piece(_ random: inout SeededRandom) -> [UInt8] {
        switch random.below(6) {
        case 0: return Array(repeating: UInt8(ascii: "a"), count: [300, 5000, 70000, 200_000][random.below(4)])
        case 1: return Array(String(repeating: lists[random.below(lists.count)], count: [3, 200, 4000][random.below(3)]).utf8)
        case 2: return Array(escapes[random.below(escapes.count)].utf8)
        case 3: return (0..<8).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 4: return [UInt8(random.below(32))]
        default: return Array(texts[random.below(texts.count)].utf8)
        }
    }

    private static let others = ["null", "true", "false", "{}", "[]", "\"\"", "[null]", "{\"\":0}", "nul", "-", "\""]
    private static let numbers = [
        "0", "-0", "-1", "1", "2", "9", "10", "63", "64", "255", "256", "1000", "4095", "4096", "32767", "32768", "65535",
        "65536", "262144", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "18446744073709000000", "9223372036854775", "1e3", "1e-3", "1.0", "0.1",
        "1E400", "-1e308", "1e99999999999", "0.00000000000000000000001", "01", "+1", "1.", ".5", "0x10", "NaN", "Infinity",
        "123456789012345678901234567890123456789012345678901234567890",
    ]
    private static let texts = [
        "", ".", "..", "/", "//", "/..", "/proc", "/proc/self/exe", "/dev/../proc", "/sys/fs/cgroup", "a/../../b", "/a/./b//c",
        "-", "--", "0", "-1", "0-65535", "65535", "65536", "0-", "-0", "9-1", "0,0,0", "0-9223372036854775807",
        "18446744073709551616", "4294967295", "a=b", "=", "==", "PATH=", "all", "ALL", "CAP_SYS_ADMIN", "CAP_", "cap_chown",
        "bind", "rbind", "remount", "ro", "rro", "rw", "rprivate", "shared", "tmpcopyup", "size=18446744073709551616",
        "mode=7777777777777777777777", "idmap", "idmap=uids=0-0-1;gids=0-0-1",
        "idmap=uids=@0-4294967295-4294967295;gids=@4294967295-4294967295-1",
        "idmap=uids=4294967295-4294967295-4294967295;gids=@0-7-1", "ridmap=", "idmap=uids=", "pid", "user", "network", "mount",
        "cgroup", "time", "uts", "ipc", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_ERRNO", "SCMP_ARCH_X86", "SCMP_ARCH_X32",
        "SCMP_ARCH_AARCH64", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_GT", "RLIMIT_NOFILE", "RLIMIT_", "SCHED_DEADLINE",
        "IOPRIO_CLASS_RT", "MPOL_BIND", "MPOL_F_STATIC_NODES", "LINUX32", "system.slice:apus:x", "::", "a:b:c:d",
        "kernel.shmmax", "net.ipv4.ip_forward", "net..x", "net/ipv4/../../x", "eth0", "aaaaaaaaaaaaaaaaaaaaaaaa", "MB:0=10",
        "L3:0=f", "\\u0000", "/proc\\u0000/x", "\\n", "\\u001b[2J", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "é",
        "e\\u0301", "\\uffff", "\\u202e", "\\\\", "%n%s", "${X}", "$(x)", "a;b", "*", "b", "c", "u", "p", "rwm", "rrrrwwwwmmmm",
        "1:1", "boottime", "monotonic",
    ]
    private static let lists = ["0-65535,", "0,", "/a", "../", "L3:0=f\\n", "uids=0-0-1;", "0-1-1#", "\\u0001", "é", "a:", "-"]
    private static let escapes = [
        "\\u0000", "\\ud800", "\\udbff\\udfff", "\\u00", "\\x41", "\\", "\\\"", "\\/", "\\b\\f\\n\\r\\t", "\\u0007",
    ]
}
