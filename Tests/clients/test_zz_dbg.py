import sys, subprocess, time
from test_cache_redis import *
from test_cache_redis import start, own
pytestmark=[]
@pytest.mark.parametrize("n",[0,1,2])
def test_dbg(start, own, asked, tmp_path, n):
    mon = subprocess.Popen(["redis-cli","-p",str(own.port),"monitor"],stdout=open("/tmp/team/clients/mon%d"%n,"w"))
    one, two = (start("coalesce: {lock_ttl: 1s}", server=own) for _ in range(2))
    time.sleep(0.5)
    question = new_question()
    gate = Gate()
    asked.reply = lambda request, number: (answer(request, ["anew"]) if asked.count(question) > 1 else
       Reply(200, [replies.EVENTS], [gate, *answer(request,["one ","two"]).steps], "chunked"))
    one.start(chat(question, stream=True))
    wait_until(lambda: asked.count(question) == 1)
    time.sleep(0.1)
    print("second")
    waiting = [two.start(chat(question)) for _ in range(5)]
    following = two.start(chat(question, stream=True))
    time.sleep(0.5)
    print([ (c.over, c.seconds if c.over else None, c.headers.get('cache-status')) for c in waiting+[following]])
    print(one.gateway.output()[-600:], two.gateway.output()[-600:])
    c=asked.count(question); gate.open(); time.sleep(0.3); mon.kill()
    assert c == 1
