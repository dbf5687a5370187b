import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Containers that share namespaces with others, or need others.
    @Suite(.enabled(if: TestedEngine.isOurs)) struct SharedNamespaces {
        @Test func `namespaces of another container are found again after that was restarted`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name a -h alpha --stop-timeout 0 busybox sleep 1000")
                try box.check("apus create --name b --pid container:a --uts container:a --network container:a busybox sh -c 'hostname; ps | grep -c sleep; ip -o -4 address show eth0 | grep -c inet'")
                try box.check("apus restart a")
                try box.check("apus start -a b", has: ["alpha", "1"])
                try box.check("test $(apus exec a readlink /proc/1/ns/net) = $(apus run --rm --network container:a busybox readlink /proc/self/ns/net)")
                try box.check("apus stop a")
                try box.check("apus start b", code: 125, says: ["namespace of the container", "not running"])
                try box.check("apus inspect --format '{{len .Dependencies}}' b", is: "1")
            }
        }

        @Test func `shared memory goes with the ipc namespace`() throws {
            try withSandbox { box in
                try box.check("apus run -d --name a --ipc shareable --shm-size 3m busybox sleep 1000")
                try box.check("apus exec a sh -c 'echo here > /dev/shm/note'")
                try box.check("apus run --rm --ipc container:a busybox cat /dev/shm/note", is: "here")
                try box.check("apus run --rm --ipc container:a busybox sh -c 'df -k /dev/shm | tail -1 | tr -s \" \" | cut -d\" \" -f2; echo back > /dev/shm/note'", is: "3072")
                try box.check("apus exec a cat /dev/shm/note", is: "back")
                try box.check("apus rm -f -t 0 a")
            }
        }

        @Test func `required containers are started first and dependents removed first`() throws {
            try withSandbox { box in
                try box.check("apus create --name base busybox sleep 1000")
                try box.check("apus create --name mid --requires base busybox sleep 1000")
                try box.check("apus run --rm --requires mid busybox true")
                try box.check("apus ps --format '{{.Names}}' --sort names", is: "base\nmid")
                try box.check("apus rm -f -t 0 --depend base | wc -l", is: "2")
                try box.check("apus ps -aq", is: "")
                try box.check("apus create --requires nosuch busybox true", code: 125, says: ["nosuch"])
            }
        }
    }
}
