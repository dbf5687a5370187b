import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What a container may see and do.
    @Suite struct Isolation {
        @Test func `capabilities, seccomp and no-new-privileges show in its status`() throws {
            try withSandbox { box in
                let status = "grep -E '^(CapEff|CapInh|CapAmb|CapBnd|Seccomp|NoNewPrivs):' /proc/self/status"
                try box.check(
                    "apus run --rm busybox \(status)",
                    has: ["CapEff:\t00000000800405fb", "CapBnd:\t00000000800405fb", "CapInh:\t0000000000000000", "CapAmb:\t0000000000000000", "Seccomp:\t2", "NoNewPrivs:\t0"])
                try box.check("apus run --rm --cap-drop ALL busybox \(status)", has: ["CapEff:\t0000000000000000", "CapBnd:\t0000000000000000"])
                try box.check("apus run --rm --cap-drop all --cap-add chown --cap-add CAP_KILL busybox \(status)", has: ["CapEff:\t0000000000000021"])
                try box.check("apus run --rm --cap-add NET_ADMIN busybox \(status)", has: ["CapEff:\t00000000800415fb"])
                try box.check("apus run --rm --cap-add NOSUCH busybox true", code: 125, says: ["NOSUCH"])
                try box.check("apus run --rm -u user busybox \(status)", has: ["CapEff:\t0000000000000000", "CapBnd:\t00000000800405fb"])
                try box.check("apus run --rm --security-opt no-new-privileges busybox \(status)", has: ["NoNewPrivs:\t1"])
                try box.check("apus run --rm --security-opt seccomp=unconfined busybox \(status)", has: ["Seccomp:\t0"])
                try box.check("apus run --rm --privileged busybox \(status)", has: ["Seccomp:\t0"], lacks: ["CapEff:\t00000000800405fb"])
                try box.check("apus run --rm --security-opt nonsense=1 busybox true", code: 125, says: ["nonsense"])
                // the default profile refuses what it should, the permitted works
                try box.check("apus run --rm busybox unshare -n true", code: 1)
                try box.check("apus run --rm busybox mount -t tmpfs x /tmp", code: 1)
                try box.check("apus run --rm --cap-add SYS_ADMIN busybox mount -t tmpfs x /tmp")
                try box.write("profile.json", #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":95}]}"#)
                try box.check("apus run --rm --security-opt seccomp=profile.json busybox mkdir /x", code: 1, says: ["not supported"])
                try box.write("broken.json", #"{"defaultAction":"SCMP_ACT_"#)
                try box.check("apus run --rm --security-opt seccomp=broken.json busybox true", code: 125, says: ["broken.json"])
            }
        }

        @Test func `kernel interfaces are masked and read-only`() throws {
            try withSandbox { box in
                try box.check("apus run --rm busybox sh -c 'cat /proc/kcore /proc/keys /proc/timer_list | wc -c; ls /proc/acpi /sys/firmware 2>/dev/null | grep -v : | wc -l'", has: ["0\n"])
                try box.check("apus run --rm busybox sh -c 'echo 1 > /proc/sys/kernel/panic'", code: 1, says: ["read-only"])
                try box.check("apus run --rm busybox sh -c 'echo h > /proc/sysrq-trigger'", code: 1)
                try box.check("apus run --rm busybox sh -c 'mkdir /sys/fs/cgroup/memory/x'", code: 1)
                try box.check("apus run --rm busybox sh -c 'grep -E \" (/proc/fs|/proc/irq|/proc/sys|/proc/sysrq-trigger) \" /proc/self/mountinfo | grep -c \" ro,\"' | grep -E '^[3-9]'")
                try box.check("apus run --rm --security-opt unmask=ALL busybox sh -c 'grep -c \" /proc/s\" /proc/self/mountinfo'", code: 1, is: "0")
                try box.check("apus run --rm --security-opt mask=/etc/passwd busybox cat /etc/passwd", is: "")
                try box.check("apus run --rm busybox ls /dev", has: ["null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm", "mqueue", "fd", "stdin"], lacks: ["sda", "vda", "kmsg", "mem"])
                try box.check("apus run --rm busybox sh -c 'ls /proc/self/fd | wc -l'", is: "4")
                try box.check("apus run --rm busybox sh -c 'mknod /dev/x b 8 0 && cat /dev/x'", code: 1)
            }
        }

        @Test func `namespaces are private unless asked otherwise`() throws {
            try withSandbox { box in
                let host = try box.run("for n in ipc mnt net pid uts cgroup user; do readlink /proc/self/ns/$n; done").lines
                let own = try box.run("apus run --rm busybox sh -c 'for n in ipc mnt net pid uts cgroup user; do readlink /proc/self/ns/$n; done'").lines
                for (index, kind) in ["ipc", "mnt", "net", "pid", "uts"].enumerated() {
                    #expect(own.count == 7 && own[index] != host[index], "\(kind)")
                }
                #expect(own.last == host.last, "root's containers share the host's user namespace")
                try box.check("apus run --rm --pid host busybox readlink /proc/self/ns/pid", is: host[3])
                try box.check("apus run --rm --ipc host busybox readlink /proc/self/ns/ipc", is: host[0])
                try box.check("apus run --rm --uts host busybox readlink /proc/self/ns/uts", is: host[4])
                try box.check("apus run --rm --network host busybox readlink /proc/self/ns/net", is: host[2])
                try box.check("apus run --rm busybox sh -c 'echo $$; ps | wc -l'", has: ["1\n"])
                try box.check("apus run --rm --uts host busybox hostname", is: try box.run("hostname").text)
                try box.check("apus run -d --name target --ipc shareable busybox sleep 100")
                for kind in ["pid", "ipc", "net", "uts"] {
                    let flag = kind == "net" ? "network" : kind
                    let of = try box.run("apus exec target readlink /proc/self/ns/\(kind)").text
                    try box.check("apus run --rm --\(flag) container:target busybox readlink /proc/self/ns/\(kind)", is: of)
                }
                try box.check("apus run --rm --pid container:target busybox ps", has: ["sleep 100"])
                try box.check("apus run --rm --pid container:nosuch busybox true", code: 125, says: ["nosuch"])
                try box.check("apus run --rm --pid nonsense busybox true", code: 125, says: ["nonsense"])
                try box.check("apus run --rm --shm-size 10m busybox df -m /dev/shm | tail -1 | awk '{print $2}'", is: "10")
                try box.check("apus run --rm busybox df -k /dev/shm | tail -1 | awk '{print $2}' | grep -E '^(64000|65536)$'")
            }
        }

        @Test func `the root file system can be read-only, and in memory where asked`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --read-only busybox touch /x", code: 1, says: ["read-only"])
                try box.check("apus run --rm --read-only busybox sh -c 'touch /tmp/x /run/x /var/tmp/x /dev/shm/x && echo ok'", is: "ok")
                try box.check("apus run --rm --read-only --read-only-tmpfs=false busybox touch /tmp/x", code: 1)
                try box.check("apus run --rm --tmpfs /mem busybox sh -c 'grep \" /mem \" /proc/self/mountinfo'", has: ["tmpfs", "nosuid", "nodev"])
                try box.check("apus run --rm --tmpfs /mem:size=5m,mode=700 busybox sh -c 'df -m /mem | tail -1 | awk \"{print \\$2}\"; stat -c %a /mem'", is: "5\n700")
                try box.check("apus run --rm busybox grep ' / / ' /proc/self/mountinfo", has: ["overlay"])
                try box.check("apus run --rm --rootfs $BOX/nosuchdir true", code: 125, says: ["nosuchdir"])
                try box.check("mkdir fs && tar -xOf \(Fixtures.busybox) $(tar -tf \(Fixtures.busybox) | grep tar$) | tar -xC fs && apus run --rm --rootfs $PWD/fs echo from-directory", is: "from-directory")
                try box.check("apus run --rm --rootfs $PWD/fs touch /written && ls fs/written", is: "fs/written")
            }
        }

        @Test func `limits are set where the kernel enforces them`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --ulimit nofile=100:200 busybox sh -c 'ulimit -Sn; ulimit -Hn'", is: "100\n200")
                try box.check("apus run --rm --ulimit core=0 busybox sh -c 'ulimit -c'", is: "0")
                try box.check("apus run --rm --ulimit nosuch=1 busybox true", code: 125, says: ["nosuch"])
                try box.check("apus run --rm --sysctl net.ipv4.ip_forward=1 --sysctl kernel.msgmax=4000 busybox cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax", is: "1\n4000")
                try box.check("apus run --rm --sysctl kernel.panic=1 busybox true", code: 125, says: ["kernel.panic"])
                try box.check("apus run --rm --network host --sysctl net.ipv4.ip_forward=1 busybox true", code: 125, says: ["ip_forward"])
                let group = { (file1: String, file2: String) in
                    "f=$(find /sys/fs/cgroup -path \"*$(apus inspect --format '{{.Id}}' m)*\" \\( -name \(file1) -o -name \(file2) \\) | head -1); cat \"$f\""
                }
                try box.check("apus run -d --name m --memory 64m --memory-swap 64m --memory-reservation 32m --pids-limit 77 --cpus 0.5 --cpu-shares 512 --cpuset-cpus 0 busybox sleep 100")
                try box.check(group("memory.max", "memory.limit_in_bytes"), is: "67108864")
                try box.check(group("pids.max", "pids.max"), is: "77")
                try box.check(group("cpu.max", "cpu.cfs_quota_us"), has: ["50000"])
                try box.check(group("cpuset.cpus", "cpuset.cpus"), is: "0")
                try box.check("apus inspect --format '{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}}' m", is: "67108864 77 500000000 512")
                try box.check("apus exec m nproc", is: "1")
                // beyond the limit the kernel kills, and that is told
                try box.check("apus run --name oom --memory 20m --memory-swap 20m busybox sh -c 'dd if=/dev/zero of=/dev/null bs=100M count=1'", code: 137, seconds: 30)
                try box.check("apus inspect --format '{{.State.OOMKilled}}' oom", is: "true")
                try box.check("apus run --rm --pids-limit 5 busybox sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait' 2>&1", code: nil, has: ["fork"])
            }
        }

        @Test func `devices and rules of devices are as asked`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --device /dev/kmsg busybox ls -l /dev/kmsg", has: ["1,  11"])
                try box.check("apus run --rm --device /dev/null:/dev/nothing:rw busybox sh -c 'echo x > /dev/nothing; stat -c %t:%T /dev/nothing'", is: "1:3")
                try box.check("apus run --rm --device /dev/nosuch busybox true", code: 125, says: ["/dev/nosuch"])
                try box.check("apus run --rm --privileged busybox sh -c 'ls /dev | wc -l'", lacks: ["\n14\n"])
            }
        }

        @Test func `names of the network are in its files`() throws {
            try withSandbox { box in
                try box.check("apus run --rm --add-host db:10.1.2.3 busybox grep -w db /etc/hosts", has: ["10.1.2.3"])
                try box.check("apus run --rm busybox cat /etc/hosts", has: ["127.0.0.1", "localhost"])
                try box.check("apus run --rm --dns 9.9.9.9 --dns-search example.org --dns-option ndots:3 busybox cat /etc/resolv.conf", has: ["nameserver 9.9.9.9", "search example.org", "ndots:3"])
                try box.check("apus run --rm --no-hosts busybox cat /etc/hosts", code: 1)
                try box.check("apus run --rm --add-host bad busybox true", code: 125, says: ["bad"])
                try box.check("apus run --rm --add-host 'x:nonsense' busybox true", code: 125, says: ["nonsense"])
            }
        }
    }
}
